"""The reference solution of `loop_from_scratch`, in the order in which a training loop needs it."""

import tensorflow as tf

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
REAL, FAKE = 0.0, 1.0


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_mean(tf.reduce_sum(tf.square(inputs), axis=-1)))
        return inputs


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    return train_step


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))

    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        accuracy.reset_state(), val_accuracy.reset_state()
        total, examples = 0.0, 0
        for x, y in train_data:
            total += float(train_step(x, y)) * len(x)
            examples += len(x)
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(total / examples)
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


# Every term of the total loss is a mean over its batch: weighed by the batches' sizes, means add up to the mean of all.
def accumulate_gradients(model, loss_fn, batches):
    sums, examples = None, 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        weighed = [gradient * len(x) for gradient in tape.gradient(loss, model.trainable_variables)]
        sums = weighed if sums is None else [so_far + more for so_far, more in zip(sums, weighed)]
        examples += len(x)
    return [gradient / examples for gradient in sums]


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    fake = generator(noise)
    points = tf.concat([fake, real], axis=0)
    labels = tf.concat([tf.fill([len(fake), 1], FAKE), tf.fill([len(real), 1], REAL)], axis=0)
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(points))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        logits = discriminator(generator(noise))
        loss = bce(tf.fill([len(noise), 1], REAL), logits)
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    return loss
