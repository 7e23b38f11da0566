import numpy as np
import tensorflow as tf

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
REAL, FAKE = 0.0, 1.0


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super(ActivityRegularization, self).__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        batch_size = tf.cast(tf.shape(inputs)[0], tf.float32)
        self.add_loss(self.rate * tf.reduce_sum(inputs**2) / batch_size)
        return inputs


def total_loss(model, loss_fn, x, y):
    logits = model(x, training=True)
    loss = loss_fn(y, logits)
    for extra in model.losses:
        loss = loss + extra
    return logits, loss


def make_train_step(model, optimizer, loss_fn, metric):
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits, loss = total_loss(model, loss_fn, x, y)
        metric.update_state(y, logits)
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    return tf.function(train_step, reduce_retracing=True)


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=False)
        metric.update_state(y, logits)
        return logits

    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    history = {"loss": [], "accuracy": [], "val_accuracy": [], "epochs": epochs}
    for _ in range(epochs):
        losses, right, sizes = [], [], []
        for x, y in train_data:
            with tf.GradientTape() as tape:
                logits, loss = total_loss(model, loss_fn, x, y)
            variables = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
            losses.append(loss.numpy())
            right.append(np.sum(np.argmax(logits, axis=1) == y.numpy()))
            sizes.append(len(y))
        history["loss"].append(np.average(losses, weights=sizes))
        history["accuracy"].append(sum(right) / sum(sizes))
        right = [np.argmax(model(x, training=False), axis=1) == y.numpy() for x, y in val_data]
        history["val_accuracy"].append(np.mean(np.concatenate(right)))
    return history


def accumulate_gradients(model, loss_fn, batches):
    pairs = list(batches)
    x = tf.concat([x for x, _ in pairs], axis=0)
    y = tf.concat([y for _, y in pairs], axis=0)
    with tf.GradientTape() as tape:
        _, loss = total_loss(model, loss_fn, x, y)
    return tape.gradient(loss, model.trainable_variables)


@tf.function
def discriminator_loss(generator, discriminator, real, noise):
    fake_logits, real_logits = discriminator(generator(noise)), discriminator(real)
    fake_losses = tf.nn.sigmoid_cross_entropy_with_logits(FAKE * tf.ones_like(fake_logits), fake_logits)
    real_losses = tf.nn.sigmoid_cross_entropy_with_logits(REAL * tf.ones_like(real_logits), real_logits)
    return tf.reduce_mean(tf.concat([real_losses, fake_losses], axis=0))


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        loss = discriminator_loss(generator, discriminator, real, noise)
    variables = discriminator.trainable_variables
    d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return float(loss)


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape(persistent=True) as tape:
        logits = discriminator(generator(noise))
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(REAL * tf.ones_like(logits), logits))
    variables = generator.trainable_variables
    g_optimizer.apply_gradients(zip([tape.gradient(loss, v) for v in variables], variables))
    return float(loss)
