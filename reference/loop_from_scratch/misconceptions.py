"""Wrong definitions that students write, each as it is usually written; one stands in for the solution's own at a time.

This file runs in the namespace of solution.py, after it. Where only one line of a definition is wrong, the rest is
the solution's, or a helper's whose name begins with an underscore.
"""

from grader import misconception

# layer --------------------------------------------------------------------------------------------


class _Layer(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate


def _activity(inputs):
    return tf.reduce_mean(tf.reduce_sum(tf.square(inputs), axis=-1))


@misconception(part="layer")
class activity_not_averaged(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_sum(tf.square(inputs)))
        return inputs


@misconception(part="layer")
class activity_averaged_over_all(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_mean(tf.square(inputs)))
        return inputs


@misconception(part="layer")
class activity_of_the_guide(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_sum(inputs))
        return inputs


@misconception(part="layer")
class activity_not_squared(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_mean(tf.reduce_sum(inputs, axis=-1)))
        return inputs


@misconception(part="layer")
class activity_square_of_the_mean(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.square(tf.reduce_mean(tf.reduce_sum(inputs, axis=-1))))
        return inputs


@misconception(part="layer")
class activity_per_example(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_sum(tf.square(inputs), axis=-1))
        return inputs


@misconception(part="layer")
class rate_squared(_Layer):
    def call(self, inputs):
        self.add_loss(_activity(self.rate * inputs))
        return inputs


@misconception(part="layer")
class rate_ignored(_Layer):
    def call(self, inputs):
        self.add_loss(_activity(inputs))
        return inputs


@misconception(part="layer")
class rate_written_in(_Layer):
    def call(self, inputs):
        self.add_loss(0.01 * _activity(inputs))
        return inputs


@misconception(part="layer")
class inputs_scaled(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * _activity(inputs))
        return self.rate * inputs


@misconception(part="layer")
class inputs_not_returned(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * _activity(inputs))


@misconception(part="layer")
class loss_never_added(_Layer):
    def call(self, inputs):
        self.rate * _activity(inputs)
        return inputs


@misconception(part="layer")
class loss_added_twice(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * _activity(inputs))
        self.add_loss(self.rate * _activity(inputs))
        return inputs


@misconception(part="layer", keras=2, told_by="adds_one_mean_loss.only_at_first")
class loss_added_in_build(_Layer):
    def build(self, input_shape):
        self.add_loss(self.rate * tf.constant(float(input_shape[-1])))

    def call(self, inputs):
        return inputs


@misconception(part="layer")
class divided_by_the_static_batch(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_sum(tf.square(inputs)) / inputs.shape[0])
        return inputs


@misconception(part="layer")
class activity_without_gradient(_Layer):
    def call(self, inputs):
        self.add_loss(self.rate * _activity(tf.stop_gradient(inputs)))
        return inputs


@misconception(part="layer")
class name_not_passed_on(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__()
        self.rate = rate

    def call(self, inputs):
        self.add_loss(self.rate * _activity(inputs))
        return inputs


# train_step ---------------------------------------------------------------------------------------


def _loss(model, loss_fn, x, y, training=True):
    logits = model(x, training=training)
    return logits, loss_fn(y, logits) + sum(model.losses)


def _apply(tape, loss, model, optimizer):
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


@misconception(part="train_step")
def losses_left_out(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def losses_added_twice(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            loss += sum(model.losses)
            loss += sum(model.losses)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def losses_outside_the_tape(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
        total = loss + sum(model.losses)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return total

    return train_step


@misconception(part="train_step")
def losses_not_returned(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            total = loss + sum(model.losses)
        _apply(tape, total, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def losses_by_add_n(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + tf.add_n(model.losses)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def trained_in_inference(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y, training=False)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step", told_by="train_step_is_compiled.third_pass")
def train_step_not_compiled(model, optimizer, loss_fn, metric):
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step", told_by="train_step_is_compiled.third_pass")
def train_step_traced_each_time(model, optimizer, loss_fn, metric):
    def train_step(x, y):
        @tf.function
        def step(x, y):
            with tf.GradientTape() as tape:
                logits, loss = _loss(model, loss_fn, x, y)
            _apply(tape, loss, model, optimizer)
            metric.update_state(y, logits)
            return loss

        return step(x, y)

    return train_step


@misconception(part="train_step")
def counted_after_the_update(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, model(x, training=True))
        return loss

    return train_step


@misconception(part="train_step")
def counted_in_inference_after_the_update(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, model(x, training=False))
        return loss

    return train_step


@misconception(part="train_step")
def counted_in_inference_before_the_update(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        metric.update_state(y, model(x, training=False))
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        return loss

    return train_step


@misconception(part="train_step")
def metric_never_updated(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        return loss

    return train_step


@misconception(part="train_step")
def metric_reset_in_the_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.reset_state()
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def loss_after_the_update(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return _loss(model, loss_fn, x, y)[1]

    return train_step


@misconception(part="train_step")
def training_loss_not_returned(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)

    return train_step


@misconception(part="train_step")
def gradients_never_applied(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        tape.gradient(loss, model.trainable_variables)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step", told_by="updates_the_weights.another_optimizer")
def own_optimizer_in_train_step(model, optimizer, loss_fn, metric):
    optimizer = tf.keras.optimizers.SGD(0.01)

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step", keras=3)
def all_variables_trained(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        gradients = tape.gradient(loss, model.weights)
        optimizer.apply_gradients(zip(gradients, model.weights))
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def forward_pass_outside_the_tape(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        logits = model(x, training=True)
        with tf.GradientTape() as tape:
            loss = loss_fn(y, logits) + sum(model.losses)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def labels_second(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(logits, y) + sum(model.losses)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss

    return train_step


@misconception(part="train_step")
def numpy_in_the_graph(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss.numpy()

    return train_step


@misconception(part="train_step")
def losses_kept_in_a_python_list(model, optimizer, loss_fn, metric):
    losses = []

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        losses.append(loss)

    def step(x, y):
        train_step(x, y)
        return losses[-1]

    return step


@misconception(part="train_step")
def train_step_not_returned(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        metric.update_state(y, logits)
        return loss


# test_step ----------------------------------------------------------------------------------------


@misconception(part="test_step")
def tested_in_training(model, metric):
    @tf.function
    def test_step(x, y):
        metric.update_state(y, model(x, training=True))

    return test_step


@misconception(part="test_step", told_by="test_step_is_compiled.third_pass")
def test_step_not_compiled(model, metric):
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))

    return test_step


@misconception(part="test_step", told_by="test_step_is_compiled.third_pass")
def test_step_traced_each_time(model, metric):
    def test_step(x, y):
        @tf.function
        def step(x, y):
            metric.update_state(y, model(x, training=False))

        step(x, y)

    return test_step


@misconception(part="test_step")
def test_metric_never_updated(model, metric):
    @tf.function
    def test_step(x, y):
        return model(x, training=False)

    return test_step


@misconception(part="test_step")
def test_metric_reset_in_the_step(model, metric):
    @tf.function
    def test_step(x, y):
        metric.reset_state()
        metric.update_state(y, model(x, training=False))

    return test_step


@misconception(part="test_step")
def test_classes_before_the_metric(model, metric):
    @tf.function
    def test_step(x, y):
        metric.update_state(y, tf.argmax(model(x, training=False), axis=-1))

    return test_step


@misconception(part="test_step", told_by="changes_no_weights.weights_kept")
def test_step_trains(model, metric):
    optimizer = tf.keras.optimizers.SGD(0.01)
    return make_train_step(model, optimizer, loss_fn, metric)


@misconception(part="test_step")
def test_step_not_returned(model, metric):
    @tf.function
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))


# fit ----------------------------------------------------------------------------------------------


def _accuracies():
    return [tf.keras.metrics.SparseCategoricalAccuracy() for _ in range(2)]


def _steps(model, optimizer, loss_fn, accuracy, val_accuracy):
    return make_train_step(model, optimizer, loss_fn, accuracy), make_test_step(model, val_accuracy)


def _mean_of_losses(train_step, data):
    total, examples = 0.0, 0
    for x, y in data:
        total += float(train_step(x, y)) * len(x)
        examples += len(x)
    return total / examples


def _history(model, optimizer, loss_fn, train_data, val_data, epochs, train=_mean_of_losses, reset=(True, True)):
    accuracy, val_accuracy = _accuracies()
    train_step, test_step = _steps(model, optimizer, loss_fn, accuracy, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        for metric, wanted in zip((accuracy, val_accuracy), reset):
            if wanted:
                metric.reset_state()
        history["loss"].append(train(train_step, train_data))
        for x, y in val_data:
            test_step(x, y)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


@misconception(part="fit")
def batches_weighed_alike(model, optimizer, loss_fn, train_data, val_data, epochs):
    def mean_of_batches(train_step, data):
        losses = [float(train_step(x, y)) for x, y in data]
        return sum(losses) / len(losses)

    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, mean_of_batches)


@misconception(part="fit")
def sum_of_batch_losses(model, optimizer, loss_fn, train_data, val_data, epochs):
    def total_of_batches(train_step, data):
        return sum(float(train_step(x, y)) for x, y in data)

    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, total_of_batches)


@misconception(part="fit")
def loss_of_the_last_batch(model, optimizer, loss_fn, train_data, val_data, epochs):
    def last(train_step, data):
        for x, y in data:
            loss = train_step(x, y)
        return float(loss)

    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, last)


@misconception(part="fit")
def losses_never_multiplied_by_size(model, optimizer, loss_fn, train_data, val_data, epochs):
    def sum_over_examples(train_step, data):
        losses, examples = 0.0, 0
        for x, y in data:
            losses += float(train_step(x, y))
            examples += len(x)
        return losses / examples

    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, sum_over_examples)


@misconception(part="fit")
def loss_carried_over(model, optimizer, loss_fn, train_data, val_data, epochs):
    total, examples = 0.0, 0

    def running_mean(train_step, data):
        nonlocal total, examples
        for x, y in data:
            total += float(train_step(x, y)) * len(x)
            examples += len(x)
        return total / examples

    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, running_mean)


@misconception(part="fit")
def accuracies_carried_over(model, optimizer, loss_fn, train_data, val_data, epochs):
    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, reset=(False, False))


@misconception(part="fit")
def accuracy_carried_over(model, optimizer, loss_fn, train_data, val_data, epochs):
    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, reset=(False, True))


@misconception(part="fit")
def val_accuracy_carried_over(model, optimizer, loss_fn, train_data, val_data, epochs):
    return _history(model, optimizer, loss_fn, train_data, val_data, epochs, reset=(True, False))


@misconception(part="fit")
def loss_without_the_models(model, optimizer, loss_fn, train_data, val_data, epochs):
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    metric, val_accuracy = _accuracies()
    mean = tf.keras.metrics.SparseCategoricalCrossentropy(from_logits=True)
    for _ in range(epochs):
        metric.reset_state(), val_accuracy.reset_state(), mean.reset_state()
        for x, y in train_data:
            with tf.GradientTape() as tape:
                logits, loss = _loss(model, loss_fn, x, y)
            _apply(tape, loss, model, optimizer)
            metric.update_state(y, logits), mean.update_state(y, logits)
        for x, y in val_data:
            val_accuracy.update_state(y, model(x, training=False))
        for name, value in zip(history, (mean, metric, val_accuracy)):
            history[name].append(float(value.result()))
    return history


@misconception(part="fit")
def validation_data_trained(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy, val_accuracy = _accuracies()
    train_step, _ = _steps(model, optimizer, loss_fn, accuracy, val_accuracy)
    val_step = make_train_step(model, optimizer, loss_fn, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        accuracy.reset_state(), val_accuracy.reset_state()
        history["loss"].append(_mean_of_losses(train_step, train_data))
        for x, y in val_data:
            val_step(x, y)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


@misconception(part="fit")
def trained_on_both(model, optimizer, loss_fn, train_data, val_data, epochs):
    return _history(model, optimizer, loss_fn, train_data.concatenate(val_data), val_data, epochs)


@misconception(part="fit")
def validated_on_the_training_data(model, optimizer, loss_fn, train_data, val_data, epochs):
    return _history(model, optimizer, loss_fn, train_data, train_data, epochs)


@misconception(part="fit")
def one_metric_for_both(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy, _ = _accuracies()
    train_step, test_step = _steps(model, optimizer, loss_fn, accuracy, accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        accuracy.reset_state()
        history["loss"].append(_mean_of_losses(train_step, train_data))
        history["accuracy"].append(float(accuracy.result()))
        for x, y in val_data:
            test_step(x, y)
        history["val_accuracy"].append(float(accuracy.result()))
    return history


@misconception(part="fit")
def validated_before_training(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy, val_accuracy = _accuracies()
    train_step, test_step = _steps(model, optimizer, loss_fn, accuracy, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        accuracy.reset_state(), val_accuracy.reset_state()
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(_mean_of_losses(train_step, train_data))
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


@misconception(part="fit")
def mean_of_batch_accuracies(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy, val_accuracy = _accuracies()
    train_step, test_step = _steps(model, optimizer, loss_fn, accuracy, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}

    def of_batch(metric, step, x, y):
        metric.reset_state()
        step(x, y)
        return float(metric.result())

    for _ in range(epochs):
        total, examples, shares = 0.0, 0, []
        for x, y in train_data:
            accuracy.reset_state()
            total += float(train_step(x, y)) * len(x)
            examples += len(x)
            shares.append(float(accuracy.result()))
        val_shares = [of_batch(val_accuracy, test_step, x, y) for x, y in val_data]
        history["loss"].append(total / examples)
        history["accuracy"].append(sum(shares) / len(shares))
        history["val_accuracy"].append(sum(val_shares) / len(val_shares))
    return history


@misconception(part="fit")
def accuracy_after_the_epoch(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy, val_accuracy = _accuracies()
    train_step, test_step = _steps(model, optimizer, loss_fn, accuracy, val_accuracy)
    test_on_training_data = make_test_step(model, accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        history["loss"].append(_mean_of_losses(train_step, train_data))
        accuracy.reset_state(), val_accuracy.reset_state()
        for x, y in train_data:
            test_on_training_data(x, y)
        for x, y in val_data:
            test_step(x, y)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


@misconception(part="fit")
def examples_counted_while_tracing(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy, val_accuracy = _accuracies()
    _, test_step = _steps(model, optimizer, loss_fn, accuracy, val_accuracy)
    examples = 0

    @tf.function
    def train_step(x, y):
        nonlocal examples
        examples += len(x)
        with tf.GradientTape() as tape:
            logits, loss = _loss(model, loss_fn, x, y)
        _apply(tape, loss, model, optimizer)
        accuracy.update_state(y, logits)
        return loss * len(x)

    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        accuracy.reset_state(), val_accuracy.reset_state()
        total = sum(float(train_step(x, y)) for x, y in train_data)
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(total / examples)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


# accumulate ---------------------------------------------------------------------------------------


def _each(model, loss_fn, batches, training=True, own=True):
    """Yield the size and the gradients of each batch."""
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=training)) + (sum(model.losses) if own else 0.0)
        yield len(x), tape.gradient(loss, model.trainable_variables)


def _weighed(each):
    each = list(each)
    examples = sum(size for size, _ in each)
    return [sum(size / examples * g[i] for size, g in each) for i in range(len(each[0][1]))]


@misconception(part="accumulate")
def gradients_weighed_alike(model, loss_fn, batches):
    each = [gradients for _, gradients in _each(model, loss_fn, batches)]
    return [sum(together) / len(each) for together in zip(*each)]


@misconception(part="accumulate")
def gradients_summed(model, loss_fn, batches):
    each = [gradients for _, gradients in _each(model, loss_fn, batches)]
    return [sum(together) for together in zip(*each)]


@misconception(part="accumulate")
def gradients_times_size_summed(model, loss_fn, batches):
    each = [[size * g for g in gradients] for size, gradients in _each(model, loss_fn, batches)]
    return [sum(together) for together in zip(*each)]


@misconception(part="accumulate")
def gradients_divided_by_all_examples(model, loss_fn, batches):
    each = list(_each(model, loss_fn, batches))
    examples = sum(size for size, _ in each)
    return [sum(together) / examples for together in zip(*(gradients for _, gradients in each))]


@misconception(part="accumulate")
def gradients_of_the_last_batch(model, loss_fn, batches):
    for _, gradients in _each(model, loss_fn, batches):
        pass
    return gradients


@misconception(part="accumulate")
def accumulated_without_the_losses(model, loss_fn, batches):
    return _weighed(_each(model, loss_fn, batches, own=False))


@misconception(part="accumulate")
def accumulated_losses_by_add_n(model, loss_fn, batches):
    def each():
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = loss_fn(y, model(x, training=True)) + tf.add_n(model.losses)
            yield len(x), tape.gradient(loss, model.trainable_variables)

    return _weighed(each())


@misconception(part="accumulate")
def losses_weighed_by_batches(model, loss_fn, batches):
    pairs = list(batches)
    examples = sum(len(x) for x, _ in pairs)
    each = []
    for x, y in pairs:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) * len(x) / examples + sum(model.losses)
        each.append(tape.gradient(loss, model.trainable_variables))
    return [sum(together) for together in zip(*each)]


@misconception(part="accumulate")
def accumulated_in_inference(model, loss_fn, batches):
    return _weighed(_each(model, loss_fn, batches, training=False))


@misconception(part="accumulate", told_by="changes_nothing.weights_kept")
def accumulated_and_applied(model, loss_fn, batches):
    gradients = _weighed(_each(model, loss_fn, batches))
    tf.keras.optimizers.SGD(0.01).apply_gradients(zip(gradients, model.trainable_variables))
    return gradients


@misconception(part="accumulate")
def gradients_for_all_variables(model, loss_fn, batches):
    sums, examples = [0.0] * len(model.weights), 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        sums = [s + len(x) * g for s, g in zip(sums, tape.gradient(loss, model.weights))]
        examples += len(x)
    return [s / examples for s in sums]


@misconception(part="accumulate")
def gradients_not_returned(model, loss_fn, batches):
    _weighed(_each(model, loss_fn, batches))


# discriminator_step -------------------------------------------------------------------------------


def _discriminate(logits_of_fake, logits_of_real, fake=FAKE, real=REAL, loss_fn=bce):
    labels = tf.concat([tf.fill([len(logits_of_fake), 1], fake), tf.fill([len(logits_of_real), 1], real)], axis=0)
    return loss_fn(labels, tf.concat([logits_of_fake, logits_of_real], axis=0))


def _move_discriminator(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        loss = _discriminate(discriminator(generator(noise)), discriminator(real))
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def labels_exchanged(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        loss = _discriminate(discriminator(generator(noise)), discriminator(real), fake=REAL, real=FAKE)
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def mean_of_two_means(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        fake_logits, real_logits = discriminator(generator(noise)), discriminator(real)
        of_fake = bce(FAKE * tf.ones_like(fake_logits), fake_logits)
        of_real = bce(REAL * tf.ones_like(real_logits), real_logits)
        loss = (of_fake + of_real) / 2
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def sum_of_two_means(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        fake_logits, real_logits = discriminator(generator(noise)), discriminator(real)
        of_fake = bce(FAKE * tf.ones_like(fake_logits), fake_logits)
        of_real = bce(REAL * tf.ones_like(real_logits), real_logits)
        loss = of_fake + of_real
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def real_points_left_out(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        logits = discriminator(generator(noise))
        loss = bce(FAKE * tf.ones_like(logits), logits)
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def labels_in_another_order(generator, discriminator, d_optimizer, real, noise):
    labels = tf.concat([tf.fill([len(real), 1], REAL), tf.fill([len(noise), 1], FAKE)], axis=0)
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(tf.concat([generator(noise), real], axis=0)))
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def probabilities_expected(generator, discriminator, d_optimizer, real, noise):
    of_probabilities = tf.keras.losses.BinaryCrossentropy()
    with tf.GradientTape() as tape:
        loss = _discriminate(discriminator(generator(noise)), discriminator(real), loss_fn=of_probabilities)
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step")
def sigmoid_before_logits(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        fake_logits, real_logits = discriminator(generator(noise)), discriminator(real)
        loss = _discriminate(1 / (1 + tf.exp(-fake_logits)), 1 / (1 + tf.exp(-real_logits)))
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step", told_by="leaves_the_generator_alone.generator_kept")
def generator_moved_too(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        loss = _discriminate(discriminator(generator(noise)), discriminator(real))
    both = [discriminator.trainable_variables, generator.trainable_variables]
    for_discriminator, for_generator = tape.gradient(loss, both)
    d_optimizer.apply_gradients(zip(for_discriminator, both[0]))
    for variable, gradient in zip(both[1], for_generator):
        variable.assign_sub(0.01 * gradient)
    return loss


@misconception(part="discriminator_step")
def all_by_one_optimizer(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        loss = _discriminate(discriminator(generator(noise)), discriminator(real))
    both = discriminator.trainable_variables + generator.trainable_variables
    d_optimizer.apply_gradients(zip(tape.gradient(loss, both), both))
    return loss


@misconception(part="discriminator_step")
def noise_for_generated(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        loss = _discriminate(discriminator(noise), discriminator(real))
    _apply(tape, loss, discriminator, d_optimizer)
    return loss


@misconception(part="discriminator_step", told_by="discriminator_takes_a_step.another_optimizer")
def discriminator_optimizer_made_anew(generator, discriminator, d_optimizer, real, noise):
    rate = float(d_optimizer.learning_rate)
    return _move_discriminator(generator, discriminator, tf.keras.optimizers.SGD(rate), real, noise)


@misconception(part="discriminator_step")
def discriminator_loss_after_the_update(generator, discriminator, d_optimizer, real, noise):
    _move_discriminator(generator, discriminator, d_optimizer, real, noise)
    return _discriminate(discriminator(generator(noise)), discriminator(real))


@misconception(part="discriminator_step")
def discriminator_never_moved(generator, discriminator, d_optimizer, real, noise):
    return _discriminate(discriminator(generator(noise)), discriminator(real))


@misconception(part="discriminator_step")
def discriminator_loss_not_returned(generator, discriminator, d_optimizer, real, noise):
    _move_discriminator(generator, discriminator, d_optimizer, real, noise)


# generator_step -----------------------------------------------------------------------------------


def _generate(generator, discriminator, noise, label=REAL, loss_fn=bce):
    logits = discriminator(generator(noise))
    return loss_fn(label * tf.ones_like(logits), logits)


def _move_generator(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _generate(generator, discriminator, noise)
    _apply(tape, loss, generator, g_optimizer)
    return loss


@misconception(part="generator_step")
def generated_called_fake(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _generate(generator, discriminator, noise, label=FAKE)
    _apply(tape, loss, generator, g_optimizer)
    return loss


@misconception(part="generator_step")
def minus_the_discriminators_loss(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        loss = -_generate(generator, discriminator, noise, label=FAKE)
    _apply(tape, loss, generator, g_optimizer)
    return loss


@misconception(part="generator_step", told_by="leaves_the_discriminator_alone.discriminator_kept")
def discriminator_moved_too(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _generate(generator, discriminator, noise)
    both = [generator.trainable_variables, discriminator.trainable_variables]
    for_generator, for_discriminator = tape.gradient(loss, both)
    g_optimizer.apply_gradients(zip(for_generator, both[0]))
    for variable, gradient in zip(both[1], for_discriminator):
        variable.assign_sub(0.01 * gradient)
    return loss


@misconception(part="generator_step")
def both_by_one_optimizer(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _generate(generator, discriminator, noise)
    both = generator.trainable_variables + discriminator.trainable_variables
    g_optimizer.apply_gradients(zip(tape.gradient(loss, both), both))
    return loss


@misconception(part="generator_step")
def generated_outside_the_tape(generator, discriminator, g_optimizer, noise):
    fake = generator(noise)
    with tf.GradientTape() as tape:
        logits = discriminator(fake)
        loss = bce(REAL * tf.ones_like(logits), logits)
    _apply(tape, loss, generator, g_optimizer)
    return loss


@misconception(part="generator_step")
def generator_probabilities_expected(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        loss = _generate(generator, discriminator, noise, loss_fn=tf.keras.losses.BinaryCrossentropy())
    _apply(tape, loss, generator, g_optimizer)
    return loss


@misconception(part="generator_step", told_by="generator_takes_a_step.another_optimizer")
def generator_optimizer_made_anew(generator, discriminator, g_optimizer, noise):
    rate = float(g_optimizer.learning_rate)
    return _move_generator(generator, discriminator, tf.keras.optimizers.SGD(rate), noise)


@misconception(part="generator_step")
def generator_loss_after_the_update(generator, discriminator, g_optimizer, noise):
    _move_generator(generator, discriminator, g_optimizer, noise)
    return _generate(generator, discriminator, noise)


@misconception(part="generator_step")
def generator_never_moved(generator, discriminator, g_optimizer, noise):
    return _generate(generator, discriminator, noise)


@misconception(part="generator_step")
def generator_loss_not_returned(generator, discriminator, g_optimizer, noise):
    _move_generator(generator, discriminator, g_optimizer, noise)
