"""Wrong definitions that students write, each as it is usually written; one stands in for the solution's own at a time.

This file runs in the namespace of solution.py, after it. Where only one line of a definition is wrong, the rest is
the solution's, or a helper's whose name begins with an underscore.
"""

from grader import misconception

# batches ------------------------------------------------------------------------------------------


def _table(features, labels):
    return tf.data.Dataset.from_tensor_slices((features, labels))


@misconception(part="batches")
def short_batch_dropped(features, labels, batch_size, shuffle):
    data = _table(features, labels)
    if shuffle:
        data = data.shuffle(len(features))
    return data.batch(batch_size, drop_remainder=True)


@misconception(part="batches", told_by="mixes_the_whole_table.mixed")
def buffer_of_one_batch(features, labels, batch_size, shuffle):
    data = _table(features, labels)
    if shuffle:
        data = data.shuffle(batch_size)
    return data.batch(batch_size)


@misconception(part="batches", told_by="mixes_the_whole_table.mixed")
def batches_mixed_as_wholes(features, labels, batch_size, shuffle):
    data = _table(features, labels).batch(batch_size)
    return data.shuffle(len(features)) if shuffle else data


@misconception(part="batches", told_by="mixes_the_whole_table.mixed")
def never_mixed(features, labels, batch_size, shuffle):
    return _table(features, labels).batch(batch_size)


@misconception(part="batches", told_by="gives_batches_in_order.moved")
def always_mixed(features, labels, batch_size, shuffle):
    return _table(features, labels).shuffle(len(features), seed=1).batch(batch_size)


@misconception(part="batches", told_by="keeps_every_example_with_its_label.trouble")
def labels_mixed_apart(features, labels, batch_size, shuffle):
    if shuffle:
        rng = np.random.default_rng()
        features, labels = rng.permutation(features), rng.permutation(labels)
    return _table(features, labels).batch(batch_size)


@misconception(part="batches", told_by="keeps_every_example_with_its_label.trouble")
def drawn_with_replacement(features, labels, batch_size, shuffle):
    if shuffle:
        chosen = np.random.default_rng().integers(0, len(features), len(features))
        features, labels = features[chosen], labels[chosen]
    return _table(features, labels).batch(batch_size)


@misconception(part="batches")
def used_up_after_one_pass(features, labels, batch_size, shuffle):
    order = np.arange(len(features))
    if shuffle:
        order = np.random.permutation(order)
    for start in range(0, len(features), batch_size):
        rows = order[start : start + batch_size]
        yield features[rows], labels[rows]


@misconception(part="batches", told_by="keeps_every_example_with_its_label.trouble")
def repeated_without_end(features, labels, batch_size, shuffle):
    data = _table(features, labels)
    if shuffle:
        data = data.shuffle(len(features))
    return data.batch(batch_size).repeat()


@misconception(part="batches")
def batch_left_out(features, labels, batch_size, shuffle):
    data = _table(features, labels)
    return data.shuffle(len(features)) if shuffle else data


@misconception(part="batches")
def labels_before_features(features, labels, batch_size, shuffle):
    data = _table(labels, features)
    if shuffle:
        data = data.shuffle(len(features))
    return data.batch(batch_size)


@misconception(part="batches")
def batches_of_32(features, labels, batch_size, shuffle):
    return _in_batches(features, labels, 32, shuffle)


@misconception(part="batches")
def batches_not_returned(features, labels, batch_size, shuffle):
    _in_batches(features, labels, batch_size, shuffle)


def _in_batches(features, labels, batch_size, shuffle):
    data = _table(features, labels)
    if shuffle:
        data = data.shuffle(len(features))
    return data.batch(batch_size)


# model --------------------------------------------------------------------------------------------


def _layers(*layers):
    return tf.keras.Sequential([tf.keras.Input(shape=(4,)), *layers])


def _dense(units, activation=None, **kwargs):
    return tf.keras.layers.Dense(units, activation=activation, **kwargs)


@misconception(part="model")
def softmax_in_the_model():
    return _layers(_dense(10, "relu"), _dense(8, "relu"), _dense(3, "softmax"))


@misconception(part="model")
def relu_on_the_logits():
    return _layers(_dense(10, "relu"), _dense(8, "relu"), _dense(3, "relu"))


@misconception(part="model")
def no_activation():
    return _layers(_dense(10), _dense(8), _dense(3))


@misconception(part="model")
def first_relu_left_out():
    return _layers(_dense(10), _dense(8, "relu"), _dense(3))


@misconception(part="model")
def second_relu_left_out():
    return _layers(_dense(10, "relu"), _dense(8), _dense(3))


@misconception(part="model")
def tanh_for_relu():
    return _layers(_dense(10, "tanh"), _dense(8, "tanh"), _dense(3))


@misconception(part="model")
def ten_units_twice():
    return _layers(_dense(10, "relu"), _dense(10, "relu"), _dense(3))


@misconception(part="model")
def units_exchanged():
    return _layers(_dense(8, "relu"), _dense(10, "relu"), _dense(3))


@misconception(part="model")
def one_hidden_layer():
    return _layers(_dense(10, "relu"), _dense(3))


@misconception(part="model")
def one_output():
    return _layers(_dense(10, "relu"), _dense(8, "relu"), _dense(1))


@misconception(part="model")
def dropout_between():
    return _layers(_dense(10, "relu"), tf.keras.layers.Dropout(0.5), _dense(8, "relu"), _dense(3))


@misconception(part="model")
def batch_normalization_between():
    return _layers(_dense(10, "relu"), tf.keras.layers.BatchNormalization(), _dense(8, "relu"), _dense(3))


_MODEL = []


@misconception(part="model")
def one_model_for_all():
    if not _MODEL:
        _MODEL.append(_plain_model())
    return _MODEL[0]


def _plain_model():
    return _layers(_dense(10, "relu"), _dense(8, "relu"), _dense(3))


@misconception(part="model")
def model_not_returned():
    _plain_model()


# loss ---------------------------------------------------------------------------------------------


def _cross_entropy(**kwargs):
    return tf.keras.losses.SparseCategoricalCrossentropy(**kwargs)


@misconception(part="loss")
def softmax_before_from_logits(model, x, y, training):
    return _cross_entropy(from_logits=True)(y, tf.nn.softmax(model(x, training=training)))


@misconception(part="loss")
def from_logits_forgotten(model, x, y, training):
    return _cross_entropy()(y, model(x, training=training))


@misconception(part="loss")
def sum_for_mean(model, x, y, training):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=training))
    return tf.reduce_sum(losses)


@misconception(part="loss")
def loss_per_example(model, x, y, training):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=training))


@misconception(part="loss")
def divided_by_classes_too(model, x, y, training):
    wanted = tf.one_hot(y, 3)
    return -tf.reduce_mean(wanted * tf.nn.log_softmax(model(x, training=training)))


@misconception(part="loss")
def divided_by_32(model, x, y, training):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=training))
    return tf.reduce_sum(losses) / 32


@misconception(part="loss")
def always_in_training(model, x, y, training):
    return _cross_entropy(from_logits=True)(y, model(x, training=True))


@misconception(part="loss")
def training_not_passed_on(model, x, y, training):
    return _cross_entropy(from_logits=True)(y, model(x))


@misconception(part="loss")
def loss_as_plain_number(model, x, y, training):
    return _cross_entropy(from_logits=True)(y, model(x, training=training)).numpy()


@misconception(part="loss")
def logits_made_an_array(model, x, y, training):
    return _cross_entropy(from_logits=True)(y, model(x, training=training).numpy())


@misconception(part="loss")
def labels_and_logits_exchanged(model, x, y, training):
    return _cross_entropy(from_logits=True)(model(x, training=training), y)


@misconception(part="loss")
def labels_not_sparse(model, x, y, training):
    return tf.keras.losses.CategoricalCrossentropy(from_logits=True)(y, model(x, training=training))


@misconception(part="loss")
def squared_error_of_the_probabilities(model, x, y, training):
    difference = tf.one_hot(y, 3) - tf.nn.softmax(model(x, training=training))
    return tf.reduce_mean(tf.square(difference))


@misconception(part="loss")
def minus_left_out(model, x, y, training):
    logarithms = tf.nn.log_softmax(model(x, training=training))
    return tf.reduce_mean(tf.gather(logarithms, y, batch_dims=1))


@misconception(part="loss")
def penalties_added(model, x, y, training):
    value = _cross_entropy(from_logits=True)(y, model(x, training=training))
    return tf.add_n([value, *model.losses])


@misconception(part="loss")
def loss_not_returned(model, x, y, training):
    _cross_entropy(from_logits=True)(y, model(x, training=training))


# grad ---------------------------------------------------------------------------------------------


def _recorded(model, inputs, targets, training=True):
    with tf.GradientTape(persistent=True) as tape:
        value = loss(model, inputs, targets, training=training)
    return tape, value


@misconception(part="grad")
def gradients_of_all_variables(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    return value, tape.gradient(value, model.variables)


@misconception(part="grad")
def gradients_of_the_last_layer(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    return value, tape.gradient(value, model.layers[-1].trainable_variables)


@misconception(part="grad")
def gradients_reversed(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    return value, tape.gradient(value, model.trainable_variables)[::-1]


@misconception(part="grad")
def grad_out_of_training(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets, training=False)
    return value, tape.gradient(value, model.trainable_variables)


@misconception(part="grad")
def loss_before_the_tape(model, inputs, targets):
    value = loss(model, inputs, targets, training=True)
    with tf.GradientTape() as tape:
        pass
    return value, tape.gradient(value, model.trainable_variables)


@misconception(part="grad")
def gradients_before_loss(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    return tape.gradient(value, model.trainable_variables), value


@misconception(part="grad")
def gradients_alone(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    return tape.gradient(value, model.trainable_variables)


@misconception(part="grad")
def pairs_with_variables(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    gradients = tape.gradient(value, model.trainable_variables)
    return value, list(zip(gradients, model.trainable_variables))


@misconception(part="grad")
def gradients_negated(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    return value, [-one for one in tape.gradient(value, model.trainable_variables)]


@misconception(part="grad")
def gradients_of_the_sum(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    n = tf.cast(tf.shape(inputs)[0], tf.float32)
    return value, [n * one for one in tape.gradient(value, model.trainable_variables)]


@misconception(part="grad", told_by="changes_no_weight.weights_kept")
def step_in_grad(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    gradients = tape.gradient(value, model.trainable_variables)
    for variable, gradient in zip(model.trainable_variables, gradients):
        variable.assign_sub(0.01 * gradient)
    return value, gradients


@misconception(part="grad", keras=3)
def variables_watched(model, inputs, targets):
    with tf.GradientTape() as tape:
        tape.watch(model.trainable_variables)
        value = loss(model, inputs, targets, training=True)
    return value, tape.gradient(value, model.trainable_variables)


@misconception(part="grad")
def grad_not_returned(model, inputs, targets):
    tape, value = _recorded(model, inputs, targets)
    tape.gradient(value, model.trainable_variables)


# train --------------------------------------------------------------------------------------------


def _mean():
    return tf.keras.metrics.Mean()


def _accuracy():
    return tf.keras.metrics.SparseCategoricalAccuracy()


def _step(model, optimizer, x, y):
    value, gradients = grad(model, x, y)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return value


def _share(model, x, y, training=True):
    logits = model(x, training=training)
    return float(tf.reduce_mean(tf.cast(tf.argmax(logits, axis=-1, output_type=y.dtype) == y, tf.float32)))


def _epoch(model, optimizer, dataset):
    """Make an epoch as it should be; return its loss and accuracy."""
    losses, right, seen = [], 0.0, 0
    for x, y in dataset:
        losses.append(float(_step(model, optimizer, x, y)))
        right += _share(model, x, y) * len(y)
        seen += len(y)
    return sum(losses) / len(losses), right / seen


@misconception(part="train")
def metrics_never_reset(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    mean, accuracy = _mean(), _accuracy()
    for _ in range(num_epochs):
        for x, y in dataset:
            mean.update_state(_step(model, optimizer, x, y))
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def loss_never_reset(model, optimizer, dataset, num_epochs):
    losses, accuracies, mean = [], [], _mean()
    for _ in range(num_epochs):
        accuracy = _accuracy()
        for x, y in dataset:
            mean.update_state(_step(model, optimizer, x, y))
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_never_reset(model, optimizer, dataset, num_epochs):
    losses, accuracies, accuracy = [], [], _accuracy()
    for _ in range(num_epochs):
        mean = _mean()
        for x, y in dataset:
            mean.update_state(_step(model, optimizer, x, y))
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_before_the_update(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            accuracy.update_state(y, model(x, training=True))
            mean.update_state(_step(model, optimizer, x, y))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_after_the_epoch(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        losses.append(_epoch(model, optimizer, dataset)[0])
        accuracy = _accuracy()
        for x, y in dataset:
            accuracy.update_state(y, model(x, training=True))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_out_of_training(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            mean.update_state(_step(model, optimizer, x, y))
            accuracy.update_state(y, model(x, training=False))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def mean_of_batch_accuracies(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        values, shares = [], []
        for x, y in dataset:
            values.append(float(_step(model, optimizer, x, y)))
            shares.append(_share(model, x, y))
        losses.append(sum(values) / len(values))
        accuracies.append(sum(shares) / len(shares))
    return losses, accuracies


@misconception(part="train")
def accuracy_of_the_last_batch(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        values = []
        for x, y in dataset:
            values.append(float(_step(model, optimizer, x, y)))
        losses.append(sum(values) / len(values))
        accuracies.append(_share(model, x, y))
    return losses, accuracies


@misconception(part="train")
def accuracy_in_percent(model, optimizer, dataset, num_epochs):
    history = [_epoch(model, optimizer, dataset) for _ in range(num_epochs)]
    return [value for value, _ in history], [100 * share for _, share in history]


@misconception(part="train")
def loss_of_examples(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            mean.update_state(_step(model, optimizer, x, y), sample_weight=len(y))
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def loss_of_the_last_batch(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        accuracy = _accuracy()
        for x, y in dataset:
            value = _step(model, optimizer, x, y)
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(value))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def losses_added_up(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        total, accuracy = 0.0, _accuracy()
        for x, y in dataset:
            total += float(_step(model, optimizer, x, y))
            accuracy.update_state(y, model(x, training=True))
        losses.append(total)
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def loss_after_the_update(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            _step(model, optimizer, x, y)
            mean.update_state(loss(model, x, y, training=True))
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def entry_for_each_batch(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        for x, y in dataset:
            losses.append(float(_step(model, optimizer, x, y)))
            accuracies.append(_share(model, x, y))
    return losses, accuracies


@misconception(part="train")
def accuracies_before_losses(model, optimizer, dataset, num_epochs):
    history = [_epoch(model, optimizer, dataset) for _ in range(num_epochs)]
    return [share for _, share in history], [value for value, _ in history]


@misconception(part="train")
def history_of_the_last_epoch(model, optimizer, dataset, num_epochs):
    for _ in range(num_epochs):
        value, share = _epoch(model, optimizer, dataset)
    return [value], [share]


@misconception(part="train")
def returned_after_one_epoch(model, optimizer, dataset, num_epochs):
    value, share = _epoch(model, optimizer, dataset)
    return [value], [share]


@misconception(part="train")
def history_of_texts(model, optimizer, dataset, num_epochs):
    history = [_epoch(model, optimizer, dataset) for _ in range(num_epochs)]
    return [f"{value:.3f}" for value, _ in history], [f"{share:.1%}" for _, share in history]


@misconception(part="train")
def history_not_returned(model, optimizer, dataset, num_epochs):
    for _ in range(num_epochs):
        _epoch(model, optimizer, dataset)


@misconception(part="train")
def one_epoch_too_many(model, optimizer, dataset, num_epochs):
    history = [_epoch(model, optimizer, dataset) for _ in range(num_epochs + 1)]
    return [value for value, _ in history], [share for _, share in history]


@misconception(part="train")
def one_epoch_too_few(model, optimizer, dataset, num_epochs):
    history = [_epoch(model, optimizer, dataset) for _ in range(1, num_epochs)]
    return [value for value, _ in history], [share for _, share in history]


@misconception(part="train")
def update_left_out(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            mean.update_state(grad(model, x, y)[0])
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def one_update_an_epoch(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            value, gradients = grad(model, x, y)
            mean.update_state(value)
            accuracy.update_state(y, model(x, training=True))
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def short_batch_left_out(model, optimizer, dataset, num_epochs):
    dataset = dataset.unbatch().batch(len(next(iter(dataset))[1]), drop_remainder=True)
    history = [_epoch(model, optimizer, dataset) for _ in range(num_epochs)]
    return [value for value, _ in history], [share for _, share in history]


@misconception(part="train")
def first_batch_alone(model, optimizer, dataset, num_epochs):
    history = [_epoch(model, optimizer, dataset.take(1)) for _ in range(num_epochs)]
    return [value for value, _ in history], [share for _, share in history]


@misconception(part="train", told_by="uses_the_given_optimizer.updates")
def optimizer_of_its_own(model, optimizer, dataset, num_epochs):
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.01)
    history = [_epoch(model, optimizer, dataset) for _ in range(num_epochs)]
    return [value for value, _ in history], [share for _, share in history]


@misconception(part="train")
def momentum_forgotten(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for _ in range(num_epochs):
        mean, accuracy = _mean(), _accuracy()
        for x, y in dataset:
            optimizer = type(optimizer).from_config(optimizer.get_config())
            mean.update_state(_step(model, optimizer, x, y))
            accuracy.update_state(y, model(x, training=True))
        losses.append(float(mean.result()))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def variables_before_gradients(model, optimizer, dataset, num_epochs):
    for _ in range(num_epochs):
        for x, y in dataset:
            gradients = grad(model, x, y)[1]
            optimizer.apply_gradients(zip(model.trainable_variables, gradients))


_LOSSES, _ACCURACIES = [], []


@misconception(part="train")
def history_of_earlier_calls(model, optimizer, dataset, num_epochs):
    for _ in range(num_epochs):
        value, share = _epoch(model, optimizer, dataset)
        _LOSSES.append(value)
        _ACCURACIES.append(share)
    return _LOSSES, _ACCURACIES


# evaluate -----------------------------------------------------------------------------------------


def _shares(model, dataset, training=False):
    return [(_share(model, x, y, training), len(y)) for x, y in dataset]


@misconception(part="evaluate")
def evaluated_in_training(model, dataset):
    accuracy = _accuracy()
    for x, y in dataset:
        accuracy.update_state(y, model(x, training=True))
    return float(accuracy.result())


@misconception(part="evaluate")
def evaluated_by_batches(model, dataset):
    shares = [share for share, _ in _shares(model, dataset)]
    return sum(shares) / len(shares)


@misconception(part="evaluate")
def last_batch_evaluated(model, dataset):
    return _shares(model, dataset)[-1][0]


@misconception(part="evaluate")
def short_batch_not_evaluated(model, dataset):
    accuracy = _accuracy()
    for x, y in dataset.unbatch().batch(16, drop_remainder=True):
        accuracy.update_state(y, model(x, training=False))
    return float(accuracy.result())


@misconception(part="evaluate")
def share_in_percent(model, dataset):
    return 100 * sum(share * n for share, n in _shares(model, dataset)) / sum(n for _, n in _shares(model, dataset))


@misconception(part="evaluate")
def number_for_share(model, dataset):
    return sum(share * n for share, n in _shares(model, dataset))


@misconception(part="evaluate")
def share_of_the_wrong(model, dataset):
    shares = _shares(model, dataset)
    return 1 - sum(share * n for share, n in shares) / sum(n for _, n in shares)


@misconception(part="evaluate")
def short_batch_as_a_whole_one(model, dataset):
    return sum(share * n for share, n in _shares(model, dataset)) / (16 * len(_shares(model, dataset)))


@misconception(part="evaluate")
def loss_for_accuracy(model, dataset):
    values = [(float(loss(model, x, y, training=False)), len(y)) for x, y in dataset]
    return sum(value * n for value, n in values) / sum(n for _, n in values)


_KEPT = []


@misconception(part="evaluate")
def accuracy_of_earlier_calls(model, dataset):
    if not _KEPT:
        _KEPT.append(_accuracy())
    for x, y in dataset:
        _KEPT[0].update_state(y, model(x, training=False))
    return float(_KEPT[0].result())


@misconception(part="evaluate", told_by="only_looks.weights_kept")
def trained_while_evaluating(model, dataset):
    accuracy = _accuracy()
    for x, y in dataset:
        accuracy.update_state(y, model(x, training=False))
        for variable, gradient in zip(model.trainable_variables, grad(model, x, y)[1]):
            variable.assign_sub(0.1 * gradient)
    return float(accuracy.result())


@misconception(part="evaluate")
def shares_of_the_batches(model, dataset):
    return [share for share, _ in _shares(model, dataset)]


@misconception(part="evaluate")
def share_not_returned(model, dataset):
    _shares(model, dataset)


@misconception(part="evaluate")
def metric_for_number(model, dataset):
    accuracy = _accuracy()
    for x, y in dataset:
        accuracy.update_state(y, model(x, training=False))
    return accuracy


# predict ------------------------------------------------------------------------------------------


def _named(logits, numbers, class_names):
    return [(class_names[int(row)], float(number)) for row, number in zip(np.argmax(logits, axis=-1), numbers)]


@misconception(part="predict")
def logit_for_probability(model, features, class_names):
    logits = np.asarray(model(features, training=False))
    return _named(logits, logits.max(axis=-1), class_names)


@misconception(part="predict")
def logit_over_their_sum(model, features, class_names):
    logits = np.asarray(model(features, training=False))
    return _named(logits, logits.max(axis=-1) / logits.sum(axis=-1), class_names)


@misconception(part="predict")
def sigmoid_for_softmax(model, features, class_names):
    logits = model(features, training=False)
    return _named(logits, np.max(tf.nn.sigmoid(logits), axis=-1), class_names)


@misconception(part="predict")
def softmax_twice(model, features, class_names):
    logits = model(features, training=False)
    return _named(logits, np.max(tf.nn.softmax(tf.nn.softmax(logits)), axis=-1), class_names)


@misconception(part="predict")
def softmax_over_the_examples(model, features, class_names):
    logits = model(features, training=False)
    probabilities = tf.gather(tf.nn.softmax(logits, axis=0), tf.argmax(logits, axis=-1), batch_dims=1)
    return _named(logits, probabilities, class_names)


@misconception(part="predict")
def probability_in_percent(model, features, class_names):
    logits = model(features, training=False)
    return _named(logits, 100 * np.max(tf.nn.softmax(logits), axis=-1), class_names)


@misconception(part="predict")
def argmax_over_the_examples(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    best = np.argmax(probabilities, axis=0)
    return [(class_names[k], float(probabilities[row, k])) for k, row in enumerate(best)]


@misconception(part="predict")
def names_off_by_one(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    return [(class_names[int(np.argmax(row)) - 1], float(np.max(row))) for row in probabilities]


@misconception(part="predict")
def names_of_the_module(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    return [(CLASS_NAMES[int(np.argmax(row))], float(np.max(row))) for row in probabilities]


@misconception(part="predict")
def number_for_name(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    return [(int(np.argmax(row)), float(np.max(row))) for row in probabilities]


@misconception(part="predict")
def probability_as_text(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    return [(class_names[int(np.argmax(row))], f"{100 * np.max(row):4.1f}%") for row in probabilities]


@misconception(part="predict")
def all_probabilities(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    return [(class_names[int(np.argmax(row))], row) for row in probabilities]


@misconception(part="predict")
def names_alone(model, features, class_names):
    return [class_names[int(row)] for row in np.argmax(model(features, training=False), axis=-1)]


@misconception(part="predict")
def first_example_alone(model, features, class_names):
    row = np.asarray(tf.nn.softmax(model(features, training=False)))[0]
    return class_names[int(np.argmax(row))], float(np.max(row))


@misconception(part="predict")
def returned_in_first_round(model, features, class_names):
    for row in np.asarray(tf.nn.softmax(model(features, training=False))):
        return [(class_names[int(np.argmax(row))], float(np.max(row)))]


@misconception(part="predict")
def probability_before_name(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=False)))
    return [(float(np.max(row)), class_names[int(np.argmax(row))]) for row in probabilities]


@misconception(part="predict")
def predicted_in_training(model, features, class_names):
    probabilities = np.asarray(tf.nn.softmax(model(features, training=True)))
    return [(class_names[int(np.argmax(row))], float(np.max(row))) for row in probabilities]


@misconception(part="predict")
def predictions_printed(model, features, class_names):
    for row in np.asarray(tf.nn.softmax(model(features, training=False))):
        print(class_names[int(np.argmax(row))], float(np.max(row)))
