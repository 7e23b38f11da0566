"""Wrong definitions that students write, each as it is usually written; one stands in for the solution's own at a time.

This file runs in the namespace of solution.py, after it. Where only one line of a definition is wrong, the rest is
the solution's, or a helper's whose name begins with an underscore.
"""

from grader import misconception

# create -------------------------------------------------------------------------------------------


def _accuracy():
    return tf.keras.metrics.SparseCategoricalAccuracy()


@misconception(part="create")
def all_made_outside(strategy, make_model, learning_rate):
    return make_model(), tf.keras.optimizers.SGD(learning_rate), _accuracy()


@misconception(part="create")
def model_made_outside(strategy, make_model, learning_rate):
    model = make_model()
    with strategy.scope():
        return model, tf.keras.optimizers.SGD(learning_rate), _accuracy()


@misconception(part="create")
def optimizer_made_outside(strategy, make_model, learning_rate):
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    with strategy.scope():
        return make_model(), optimizer, _accuracy()


@misconception(part="create")
def metric_made_outside(strategy, make_model, learning_rate):
    with strategy.scope():
        model, optimizer = make_model(), tf.keras.optimizers.SGD(learning_rate)
    return model, optimizer, _accuracy()


@misconception(part="create")
def only_the_model_in_scope(strategy, make_model, learning_rate):
    with strategy.scope():
        model = make_model()
    return model, tf.keras.optimizers.SGD(learning_rate), _accuracy()


@misconception(part="create")
def model_made_on_each_replica(strategy, make_model, learning_rate):
    with strategy.scope():
        models = [make_model() for _ in range(strategy.num_replicas_in_sync)]
        return models[0], tf.keras.optimizers.SGD(learning_rate), _accuracy()


@misconception(part="create")
def model_not_called(strategy, make_model, learning_rate):
    with strategy.scope():
        return make_model, tf.keras.optimizers.SGD(learning_rate), _accuracy()


@misconception(part="create")
def adam_created(strategy, make_model, learning_rate):
    with strategy.scope():
        return make_model(), tf.keras.optimizers.Adam(learning_rate), _accuracy()


@misconception(part="create")
def momentum_added(strategy, make_model, learning_rate):
    with strategy.scope():
        return make_model(), tf.keras.optimizers.SGD(learning_rate, momentum=0.9), _accuracy()


@misconception(part="create")
def learning_rate_ignored(strategy, make_model, learning_rate):
    with strategy.scope():
        return make_model(), tf.keras.optimizers.SGD(), _accuracy()


@misconception(part="create")
def learning_rate_times_replicas(strategy, make_model, learning_rate):
    with strategy.scope():
        rate = learning_rate * strategy.num_replicas_in_sync
        return make_model(), tf.keras.optimizers.SGD(rate), _accuracy()


@misconception(part="create")
def learning_rate_over_replicas(strategy, make_model, learning_rate):
    with strategy.scope():
        rate = learning_rate / strategy.num_replicas_in_sync
        return make_model(), tf.keras.optimizers.SGD(rate), _accuracy()


@misconception(part="create")
def metric_of_one_hot_labels(strategy, make_model, learning_rate):
    with strategy.scope():
        return make_model(), tf.keras.optimizers.SGD(learning_rate), tf.keras.metrics.CategoricalAccuracy()


@misconception(part="create")
def created_in_another_order(strategy, make_model, learning_rate):
    with strategy.scope():
        return make_model(), _accuracy(), tf.keras.optimizers.SGD(learning_rate)


@misconception(part="create")
def created_not_returned(strategy, make_model, learning_rate):
    with strategy.scope():
        make_model(), tf.keras.optimizers.SGD(learning_rate), _accuracy()


# distribute_batches -------------------------------------------------------------------------------


def _pairs(x, y):
    return tf.data.Dataset.from_tensor_slices((x, y))


def _global(strategy, per_replica_batch):
    return per_replica_batch * strategy.num_replicas_in_sync


@misconception(part="batches")
def replica_batch_for_global(strategy, x, y, per_replica_batch):
    return strategy.experimental_distribute_dataset(_pairs(x, y).batch(per_replica_batch))


@misconception(part="batches")
def global_batch_for_each_replica(strategy, x, y, per_replica_batch):
    def of_replica(context):
        return _pairs(x, y).batch(_global(strategy, per_replica_batch))

    return strategy.distribute_datasets_from_function(of_replica)


@misconception(part="batches")
def replicas_written_in(strategy, x, y, per_replica_batch):
    return strategy.experimental_distribute_dataset(_pairs(x, y).batch(per_replica_batch * 2))


@misconception(part="batches")
def short_batch_dropped(strategy, x, y, per_replica_batch):
    batches = _pairs(x, y).batch(_global(strategy, per_replica_batch), drop_remainder=True)
    return strategy.experimental_distribute_dataset(batches)


@misconception(part="batches", told_by="keeps_the_given_order.another_order")
def batches_shuffled(strategy, x, y, per_replica_batch):
    batches = _pairs(x, y).shuffle(len(x)).batch(_global(strategy, per_replica_batch))
    return strategy.experimental_distribute_dataset(batches)


@misconception(part="batches")
def not_distributed(strategy, x, y, per_replica_batch):
    return _pairs(x, y).batch(_global(strategy, per_replica_batch))


@misconception(part="batches")
def replica_batch_not_distributed(strategy, x, y, per_replica_batch):
    return _pairs(x, y).batch(per_replica_batch)


@misconception(part="batches")
def batched_by_nobody(strategy, x, y, per_replica_batch):
    return strategy.experimental_distribute_dataset(_pairs(x, y))


@misconception(part="batches")
def labels_left_out(strategy, x, y, per_replica_batch):
    batches = tf.data.Dataset.from_tensor_slices(x).batch(_global(strategy, per_replica_batch))
    return strategy.experimental_distribute_dataset(batches)


@misconception(part="batches")
def labels_before_examples(strategy, x, y, per_replica_batch):
    return strategy.experimental_distribute_dataset(_pairs(y, x).batch(_global(strategy, per_replica_batch)))


@misconception(part="batches")
def iterator_returned(strategy, x, y, per_replica_batch):
    return iter(strategy.experimental_distribute_dataset(_pairs(x, y).batch(_global(strategy, per_replica_batch))))


@misconception(part="batches")
def repeated_without_end(strategy, x, y, per_replica_batch):
    batches = _pairs(x, y).batch(_global(strategy, per_replica_batch)).repeat()
    return strategy.experimental_distribute_dataset(batches)


@misconception(part="batches")
def repeated_before_batching(strategy, x, y, per_replica_batch):
    batches = _pairs(x, y).repeat().batch(_global(strategy, per_replica_batch))
    return strategy.experimental_distribute_dataset(batches)


@misconception(part="batches")
def batches_not_returned(strategy, x, y, per_replica_batch):
    strategy.experimental_distribute_dataset(_pairs(x, y).batch(_global(strategy, per_replica_batch)))


# compute_loss -------------------------------------------------------------------------------------


def _replicas():
    return tf.distribute.get_strategy().num_replicas_in_sync


def _share(model_losses):
    return sum(model_losses) / _replicas()


@misconception(part="loss")
def mean_of_the_replica(labels, logits, model_losses, global_batch_size):
    return tf.reduce_mean(per_example(labels, logits)) + _share(model_losses)


@misconception(part="loss")
def mean_over_the_replicas(labels, logits, model_losses, global_batch_size):
    return tf.reduce_mean(per_example(labels, logits)) / _replicas() + _share(model_losses)


@misconception(part="loss")
def divided_by_the_replicas_share(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) / (global_batch_size / _replicas()) + _share(model_losses)


@misconception(part="loss")
def divided_by_replicas_again(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) / (global_batch_size * _replicas()) + _share(model_losses)


@misconception(part="loss")
def mean_over_the_global_batch(labels, logits, model_losses, global_batch_size):
    return tf.reduce_mean(per_example(labels, logits)) / global_batch_size + _share(model_losses)


@misconception(part="loss")
def sum_not_divided(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) + _share(model_losses)


@misconception(part="loss")
def loss_for_each_example(labels, logits, model_losses, global_batch_size):
    return per_example(labels, logits) / global_batch_size + _share(model_losses)


@misconception(part="loss")
def model_losses_on_each_replica(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size + sum(model_losses)


@misconception(part="loss")
def model_losses_left_out(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size


@misconception(part="loss")
def model_losses_over_the_batch(labels, logits, model_losses, global_batch_size):
    return (tf.reduce_sum(per_example(labels, logits)) + sum(model_losses)) / global_batch_size


@misconception(part="loss")
def model_losses_shared_twice(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size + _share(model_losses) / _replicas()


@misconception(part="loss")
def model_losses_averaged(labels, logits, model_losses, global_batch_size):
    of_model = sum(model_losses) / max(len(model_losses), 1) / _replicas()
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size + of_model


@misconception(part="loss")
def model_losses_by_add_n(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size + tf.add_n(model_losses) / _replicas()


@misconception(part="loss")
def mean_and_all_model_losses(labels, logits, model_losses, global_batch_size):
    return tf.reduce_mean(per_example(labels, logits)) + sum(model_losses)


@misconception(part="loss")
def softmax_before_the_loss(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(labels, tf.nn.softmax(logits))) / global_batch_size + _share(model_losses)


@misconception(part="loss")
def logits_for_probabilities(labels, logits, model_losses, global_batch_size):
    loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(reduction="none")
    return tf.reduce_sum(loss_fn(labels, logits)) / global_batch_size + _share(model_losses)


@misconception(part="loss")
def reduced_by_keras(labels, logits, model_losses, global_batch_size):
    loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return loss_fn(labels, logits) + _share(model_losses)


@misconception(part="loss")
def summed_over_replicas(labels, logits, model_losses, global_batch_size):
    loss = tf.reduce_sum(per_example(labels, logits)) / global_batch_size + _share(model_losses)
    return tf.distribute.get_replica_context().all_reduce("SUM", loss)


@misconception(part="loss")
def labels_second(labels, logits, model_losses, global_batch_size):
    return tf.reduce_sum(per_example(logits, labels)) / global_batch_size + _share(model_losses)


@misconception(part="loss")
def numbers_without_gradient(labels, logits, model_losses, global_batch_size):
    return float(tf.reduce_sum(per_example(labels, logits)) / global_batch_size + _share(model_losses))


@misconception(part="loss")
def loss_not_returned(labels, logits, model_losses, global_batch_size):
    tf.reduce_sum(per_example(labels, logits)) / global_batch_size + _share(model_losses)


# make_train_step ----------------------------------------------------------------------------------


def _differentiated(model, x, y, global_batch_size, training=True):
    with tf.GradientTape() as tape:
        logits = model(x, training=training)
        loss = compute_loss(y, logits, model.losses, global_batch_size)
    return loss, logits, tape.gradient(loss, model.trainable_variables)


def _distributed(strategy, on_replica, reduce="SUM"):
    @tf.function
    def step(batch):
        return strategy.reduce(reduce, strategy.run(on_replica, args=batch), axis=None)

    return step


def _apply(gradients, model, optimizer):
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


def _train_on_replica(model, optimizer, accuracy, global_batch_size, training=True):
    def on_replica(x, y):
        loss, logits, gradients = _differentiated(model, x, y, global_batch_size, training)
        _apply(gradients, model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return on_replica


@misconception(part="train_step")
def losses_averaged_over_replicas(strategy, model, optimizer, accuracy, global_batch_size):
    return _distributed(strategy, _train_on_replica(model, optimizer, accuracy, global_batch_size), "MEAN")


@misconception(part="train_step")
def losses_not_reduced(strategy, model, optimizer, accuracy, global_batch_size):
    on_replica = _train_on_replica(model, optimizer, accuracy, global_batch_size)

    @tf.function
    def train_step(batch):
        return strategy.run(on_replica, args=batch)

    return train_step


@misconception(part="train_step")
def loss_of_the_first_replica(strategy, model, optimizer, accuracy, global_batch_size):
    on_replica = _train_on_replica(model, optimizer, accuracy, global_batch_size)

    @tf.function
    def train_step(batch):
        return strategy.experimental_local_results(strategy.run(on_replica, args=batch))[0]

    return train_step


@misconception(part="train_step")
def trained_in_inference(strategy, model, optimizer, accuracy, global_batch_size):
    return _distributed(strategy, _train_on_replica(model, optimizer, accuracy, global_batch_size, training=False))


@misconception(part="train_step")
def step_without_the_model_losses(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, [], global_batch_size)
        _apply(tape.gradient(loss, model.trainable_variables), model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def model_losses_passed_as_a_sum(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, sum(model.losses), global_batch_size)
        _apply(tape.gradient(loss, model.trainable_variables), model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def step_divides_by_its_own_batch(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, logits, gradients = _differentiated(model, x, y, len(x))
        _apply(gradients, model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def step_takes_the_mean_itself(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean(per_example(y, logits)) + sum(model.losses)
        _apply(tape.gradient(loss, model.trainable_variables), model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def loss_divided_by_replicas(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size) / strategy.num_replicas_in_sync
        _apply(tape.gradient(loss, model.trainable_variables), model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def gradients_divided_by_replicas(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, logits, gradients = _differentiated(model, x, y, global_batch_size)
        _apply([gradient / strategy.num_replicas_in_sync for gradient in gradients], model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def gradients_summed_twice(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, logits, gradients = _differentiated(model, x, y, global_batch_size)
        gradients = tf.distribute.get_replica_context().all_reduce("SUM", gradients)
        _apply(gradients, model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def gradients_never_applied(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, logits, _ = _differentiated(model, x, y, global_batch_size)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step", told_by="updates_like_one_device.another_optimizer")
def own_optimizer_in_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    with strategy.scope():
        own = tf.keras.optimizers.SGD(0.1)
        own.build(model.trainable_variables)
    return _distributed(strategy, _train_on_replica(model, own, accuracy, global_batch_size))


@misconception(part="train_step")
def forward_pass_outside_the_tape(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        logits = model(x, training=True)
        with tf.GradientTape() as tape:
            loss = compute_loss(y, logits, [], global_batch_size)
        _apply(tape.gradient(loss, model.trainable_variables), model, optimizer)
        accuracy.update_state(y, logits)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def counted_after_the_update(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, _, gradients = _differentiated(model, x, y, global_batch_size)
        _apply(gradients, model, optimizer)
        accuracy.update_state(y, model(x, training=True))
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def counted_in_inference(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        accuracy.update_state(y, model(x, training=False))
        loss, _, gradients = _differentiated(model, x, y, global_batch_size)
        _apply(gradients, model, optimizer)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def metric_never_updated(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, _, gradients = _differentiated(model, x, y, global_batch_size)
        _apply(gradients, model, optimizer)
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def classes_before_the_metric(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        loss, logits, gradients = _differentiated(model, x, y, global_batch_size)
        _apply(gradients, model, optimizer)
        accuracy.update_state(y, tf.argmax(logits, axis=1))
        return loss

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def metric_reset_in_the_step(strategy, model, optimizer, accuracy, global_batch_size):
    step = _distributed(strategy, _train_on_replica(model, optimizer, accuracy, global_batch_size))

    def train_step(batch):
        accuracy.reset_state()
        return step(batch)

    return train_step


@misconception(part="train_step")
def loss_after_the_update(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        _, logits, gradients = _differentiated(model, x, y, global_batch_size)
        _apply(gradients, model, optimizer)
        accuracy.update_state(y, logits)
        return compute_loss(y, model(x, training=True), model.losses, global_batch_size)

    return _distributed(strategy, on_replica)


@misconception(part="train_step")
def run_forgotten(strategy, model, optimizer, accuracy, global_batch_size):
    on_replica = _train_on_replica(model, optimizer, accuracy, global_batch_size)

    @tf.function
    def train_step(batch):
        return on_replica(*batch)

    return train_step


@misconception(part="train_step")
def step_loss_not_returned(strategy, model, optimizer, accuracy, global_batch_size):
    step = _distributed(strategy, _train_on_replica(model, optimizer, accuracy, global_batch_size))

    def train_step(batch):
        step(batch)

    return train_step


@misconception(part="train_step")
def train_step_not_returned(strategy, model, optimizer, accuracy, global_batch_size):
    _distributed(strategy, _train_on_replica(model, optimizer, accuracy, global_batch_size))


# make_test_step -----------------------------------------------------------------------------------


def _tested(strategy, on_replica):
    @tf.function
    def test_step(batch):
        strategy.run(on_replica, args=batch)

    return test_step


@misconception(part="test_step")
def tested_in_training(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=True)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def mean_of_replica_means(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(tf.reduce_mean(per_example(y, logits)))
        accuracy.update_state(y, logits)

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def mean_of_replica_sums(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(tf.reduce_sum(per_example(y, logits)))
        accuracy.update_state(y, logits)

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def mean_loss_with_model_losses(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits) + sum(model.losses))
        accuracy.update_state(y, logits)

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def mean_loss_of_probabilities(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(tf.keras.losses.sparse_categorical_crossentropy(y, logits))
        accuracy.update_state(y, logits)

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def mean_loss_never_updated(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        accuracy.update_state(y, model(x, training=False))

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def test_metric_never_updated(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        mean_loss.update_state(per_example(y, model(x, training=False)))

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def test_classes_before_the_metric(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, tf.argmax(logits, axis=1))

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def test_metrics_reset_in_the_step(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    def test_step(batch):
        mean_loss.reset_state(), accuracy.reset_state()
        strategy.run(on_replica, args=batch)

    return test_step


@misconception(part="test_step", told_by="trains_nothing.weights_kept")
def test_step_trains(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=False)
            losses = per_example(y, logits)
            loss = tf.reduce_sum(losses)
        for variable, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
            total = tf.distribute.get_replica_context().all_reduce("SUM", gradient)
            variable.assign_sub(0.01 * total)
        mean_loss.update_state(losses)
        accuracy.update_state(y, logits)

    return _tested(strategy, on_replica)


@misconception(part="test_step")
def run_forgotten_in_test_step(strategy, model, mean_loss, accuracy):
    def test_step(batch):
        x, y = batch
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    return test_step


@misconception(part="test_step")
def test_step_not_returned(strategy, model, mean_loss, accuracy):
    @tf.function
    def test_step(batch):
        strategy.run(lambda x, y: accuracy.update_state(y, model(x, training=False)), args=batch)


# train --------------------------------------------------------------------------------------------


def _epoch(train_step, accuracy, dataset):
    accuracy.reset_state()
    return [float(train_step(batch)) for batch in dataset]


def _mean(numbers):
    return sum(numbers) / len(numbers)


def _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=_mean):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        losses.append(record(_epoch(train_step, accuracy, dataset)))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def loss_of_the_last_step(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    last = lambda of_steps: of_steps[-1]
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=last)


@misconception(part="train")
def losses_of_steps_summed(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=sum)


@misconception(part="train")
def epoch_loss_over_replicas(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    shared = lambda of_steps: _mean(of_steps) / strategy.num_replicas_in_sync
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=shared)


@misconception(part="train")
def epoch_loss_over_batch_size(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    divided = lambda of_steps: sum(of_steps) / global_batch_size
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=divided)


@misconception(part="train")
def epoch_losses_over_epochs(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    divided = lambda of_steps: sum(of_steps) / epochs
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=divided)


@misconception(part="train")
def loss_carried_over(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    so_far = []
    carried = lambda of_steps: so_far.extend(of_steps) or _mean(so_far)
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=carried)


@misconception(part="train")
def total_carried_over(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    so_far = []
    carried = lambda of_steps: so_far.extend(of_steps) or sum(so_far) / len(of_steps)
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size, record=carried)


@misconception(part="train")
def losses_weighed_by_examples(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        accuracy.reset_state()
        total, examples = 0.0, 0
        for batch in dataset:
            size = sum(len(x) for x in strategy.experimental_local_results(batch[0]))
            total, examples = total + size * float(train_step(batch)), examples + size
        losses.append(total / examples)
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def every_step_recorded(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        accuracy.reset_state()
        for batch in dataset:
            losses.append(float(train_step(batch)))
            accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_carried_over(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        losses.append(_mean([float(train_step(batch)) for batch in dataset]))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_reset_in_each_step(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        of_steps = []
        for batch in dataset:
            of_steps += _epoch(train_step, accuracy, [batch])
        losses.append(_mean(of_steps))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


@misconception(part="train")
def accuracy_read_after_its_reset(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    losses, _ = _trained(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size)
    accuracy.reset_state()
    return losses, [float(accuracy.result())] * epochs


@misconception(part="train")
def mean_of_step_accuracies(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        of_steps, right = [], []
        for batch in dataset:
            of_steps += _epoch(train_step, accuracy, [batch])
            right.append(float(accuracy.result()))
        losses.append(_mean(of_steps))
        accuracies.append(_mean(right))
    return losses, accuracies


@misconception(part="train")
def one_epoch_only(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    return _trained(strategy, model, optimizer, accuracy, dataset, 1, global_batch_size)


@misconception(part="train")
def short_batch_skipped(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    whole = list(dataset)[:-1]
    return _trained(strategy, model, optimizer, accuracy, whole, epochs, global_batch_size)


@misconception(part="train")
def first_batch_only(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    return _trained(strategy, model, optimizer, accuracy, [next(iter(dataset))], epochs, global_batch_size)


@misconception(part="train")
def replica_batch_passed_on(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    per_replica_batch = global_batch_size // strategy.num_replicas_in_sync
    return _trained(strategy, model, optimizer, accuracy, dataset, epochs, per_replica_batch)


@misconception(part="train", told_by="trains_on_every_batch.another_optimizer")
def optimizer_made_anew(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    with strategy.scope():
        own = tf.keras.optimizers.SGD(0.1)
        own.build(model.trainable_variables)
    return _trained(strategy, model, own, accuracy, dataset, epochs, global_batch_size)


# predict ------------------------------------------------------------------------------------------


def _logits(strategy, model, dataset, training=False, of=lambda logits: logits):
    """Yield the tuple of the replicas' logits for each batch."""
    for x, _ in dataset:
        logits = strategy.run(lambda x: of(model(x, training=training)), args=(x,))
        yield strategy.experimental_local_results(logits)


@misconception(part="predict")
def predicted_in_training(strategy, model, dataset):
    return tf.concat([each for local in _logits(strategy, model, dataset, training=True) for each in local], axis=0)


@misconception(part="predict")
def predicted_by_the_first_replica(strategy, model, dataset):
    return tf.concat([local[0] for local in _logits(strategy, model, dataset)], axis=0)


@misconception(part="predict")
def predicted_replica_by_replica(strategy, model, dataset):
    of_batches = list(_logits(strategy, model, dataset))
    return tf.concat([each for of_replica in zip(*of_batches) for each in of_replica], axis=0)


@misconception(part="predict")
def predicted_without_the_short_batch(strategy, model, dataset):
    return tf.concat([each for local in list(_logits(strategy, model, dataset))[:-1] for each in local], axis=0)


@misconception(part="predict")
def predicted_for_the_last_batch(strategy, model, dataset):
    for local in _logits(strategy, model, dataset):
        pass
    return tf.concat(local, axis=0)


@misconception(part="predict")
def probabilities_predicted(strategy, model, dataset):
    return tf.concat([each for local in _logits(strategy, model, dataset, of=tf.nn.softmax) for each in local], axis=0)


@misconception(part="predict")
def classes_predicted(strategy, model, dataset):
    classes = lambda logits: tf.argmax(logits, axis=1)
    return tf.concat([each for local in _logits(strategy, model, dataset, of=classes) for each in local], axis=0)


@misconception(part="predict")
def replicas_averaged(strategy, model, dataset):
    rows = []
    for x, _ in dataset:
        logits = strategy.run(lambda x: model(x, training=False), args=(x,))
        rows.append(strategy.reduce("MEAN", logits, axis=None))
    return tf.concat(rows, axis=0)


@misconception(part="predict")
def replicas_stacked(strategy, model, dataset):
    return tf.concat([tf.stack(local) for local in _logits(strategy, model, dataset)], axis=0)


@misconception(part="predict")
def run_forgotten_in_predict(strategy, model, dataset):
    return tf.concat([model(x, training=False) for x, _ in dataset], axis=0)


# compile_and_fit ----------------------------------------------------------------------------------


def _cross_entropy(**options):
    return tf.keras.losses.SparseCategoricalCrossentropy(**{"from_logits": True, **options})


def _fitted(strategy, make_model, x, y, rate, batch_size, epochs, optimizer=None, loss=None, **options):
    with strategy.scope():
        model = make_model()
        model.compile(optimizer or tf.keras.optimizers.SGD(rate), loss or _cross_entropy())
    options = {"shuffle": False, "verbose": 0, **options}
    return model, model.fit(x, y, batch_size=batch_size, epochs=epochs, **options)


@misconception(part="fit")
def fitted_with_the_replica_batch(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs)


@misconception(part="fit")
def fitted_with_the_default_batch(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(strategy, make_model, x, y, learning_rate, None, epochs)


@misconception(part="fit")
def fitted_on_one_device(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    model = make_model()
    model.compile(tf.keras.optimizers.SGD(learning_rate), _cross_entropy())
    size = _global(strategy, per_replica_batch)
    return model, model.fit(x, y, batch_size=size, epochs=epochs, shuffle=False, verbose=0)


@misconception(part="fit")
def fitted_on_one_device_with_the_replica_batch(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    model = make_model()
    model.compile(tf.keras.optimizers.SGD(learning_rate), _cross_entropy())
    return model, model.fit(x, y, batch_size=per_replica_batch, epochs=epochs, shuffle=False, verbose=0)


@misconception(part="fit")
def model_to_fit_made_outside(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    model = make_model()
    with strategy.scope():
        model.compile(tf.keras.optimizers.SGD(learning_rate), _cross_entropy())
    size = _global(strategy, per_replica_batch)
    return model, model.fit(x, y, batch_size=size, epochs=epochs, shuffle=False, verbose=0)


@misconception(part="fit", told_by="fits_like_one_device.shuffled")
def fitted_in_a_new_order(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    size = _global(strategy, per_replica_batch)
    return _fitted(strategy, make_model, x, y, learning_rate, size, epochs, shuffle=True)


@misconception(part="fit")
def fit_expects_probabilities(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    size, loss = _global(strategy, per_replica_batch), _cross_entropy(from_logits=False)
    return _fitted(strategy, make_model, x, y, learning_rate, size, epochs, loss=loss)


@misconception(part="fit")
def fit_sums_the_losses(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    size, loss = _global(strategy, per_replica_batch), _cross_entropy(reduction="sum")
    return _fitted(strategy, make_model, x, y, learning_rate, size, epochs, loss=loss)


@misconception(part="fit")
def fit_keeps_every_loss(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(
        strategy, make_model, x, y, learning_rate, _global(strategy, per_replica_batch), epochs, loss=per_example
    )


@misconception(part="fit")
def fitted_by_adam(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        adam = tf.keras.optimizers.Adam(learning_rate)
    size = _global(strategy, per_replica_batch)
    return _fitted(strategy, make_model, x, y, learning_rate, size, epochs, optimizer=adam)


@misconception(part="fit")
def fitted_at_the_default_rate(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(strategy, make_model, x, y, 0.01, _global(strategy, per_replica_batch), epochs)


@misconception(part="fit")
def fitted_at_the_rate_times_replicas(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    rate = learning_rate * strategy.num_replicas_in_sync
    return _fitted(strategy, make_model, x, y, rate, _global(strategy, per_replica_batch), epochs)


@misconception(part="fit")
def fitted_for_one_epoch(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(strategy, make_model, x, y, learning_rate, _global(strategy, per_replica_batch), 1)


@misconception(part="fit")
def fitted_without_the_held_out_part(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    size = _global(strategy, per_replica_batch)
    return _fitted(strategy, make_model, x, y, learning_rate, size, epochs, validation_split=0.25)


@misconception(part="fit")
def another_model_fitted(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    size = _global(strategy, per_replica_batch)
    _, history = _fitted(strategy, make_model, x, y, learning_rate, size, epochs)
    with strategy.scope():
        return make_model(), history


@misconception(part="fit")
def fitted_in_another_order(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(strategy, make_model, x, y, learning_rate, _global(strategy, per_replica_batch), epochs)[::-1]


@misconception(part="fit")
def only_the_model_returned(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    return _fitted(strategy, make_model, x, y, learning_rate, _global(strategy, per_replica_batch), epochs)[0]


@misconception(part="fit")
def fit_not_returned(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    _fitted(strategy, make_model, x, y, learning_rate, _global(strategy, per_replica_batch), epochs)
