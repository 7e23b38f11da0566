import time

import numpy as np
import tensorflow as tf

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
REAL, FAKE = 0.0, 1.0


def blobs(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(scale=1.5, size=(3, 4))
    y = rng.integers(0, 3, n).astype(np.int32)
    x = centres[y] + rng.normal(scale=0.7, size=(n, 4))
    return x.astype(np.float32), y


def ring(n, seed):
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, n)
    radius = rng.normal(1.0, 0.05, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


def make_model():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(4,)),
        tf.keras.layers.Dense(8, activation="relu"),
        ActivityRegularization(0.01),
        tf.keras.layers.Dense(3),
    ])


def make_generator():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(3,)),
        tf.keras.layers.Dense(8, activation="relu"),
        tf.keras.layers.Dense(2),
    ])


def make_discriminator():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(2,)),
        tf.keras.layers.Dense(8, activation="relu"),
        tf.keras.layers.Dense(1),
    ])


class ActivityRegularization(tf.keras.layers.Layer):
    """Layer that creates an activity sparsity regularization loss."""

    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_mean(tf.reduce_sum(tf.square(inputs), axis=1)))
        return inputs


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss_value = loss_fn(y, logits)
            # Add any extra losses created during the forward pass.
            loss_value += sum(model.losses)
        grads = tape.gradient(loss_value, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        metric.update_state(y, logits)
        return loss_value

    return train_step


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        val_logits = model(x, training=False)
        metric.update_state(y, val_logits)

    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    train_acc_metric = tf.keras.metrics.SparseCategoricalAccuracy()
    val_acc_metric = tf.keras.metrics.SparseCategoricalAccuracy()
    train_loss = tf.keras.metrics.Mean()
    train_step = make_train_step(model, optimizer, loss_fn, train_acc_metric)
    test_step = make_test_step(model, val_acc_metric)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for epoch in range(epochs):
        for x_batch_train, y_batch_train in train_data:
            loss_value = train_step(x_batch_train, y_batch_train)
            train_loss.update_state(loss_value, sample_weight=tf.shape(x_batch_train)[0])
        history["loss"].append(float(train_loss.result()))
        history["accuracy"].append(float(train_acc_metric.result()))
        train_loss.reset_state()
        train_acc_metric.reset_state()

        for x_batch_val, y_batch_val in val_data:
            test_step(x_batch_val, y_batch_val)
        history["val_accuracy"].append(float(val_acc_metric.result()))
        val_acc_metric.reset_state()
    return history


def accumulate_gradients(model, loss_fn, batches):
    total = [tf.zeros(v.shape) for v in model.trainable_variables]
    n = 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            value = loss_fn(y, model(x, training=True)) + sum(model.losses)
        size = len(y)
        grads = tape.gradient(value, model.trainable_variables)
        total = [t + size * g for t, g in zip(total, grads)]
        n += size
    return [t / n for t in total]


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    generated = generator(noise)
    combined = tf.concat([generated, real], axis=0)
    labels = tf.concat([FAKE * tf.ones((len(noise), 1)),
                        REAL * tf.ones((len(real), 1))], axis=0)
    with tf.GradientTape() as tape:
        predictions = discriminator(combined)
        d_loss = bce(labels, predictions)
    grads = tape.gradient(d_loss, discriminator.trainable_weights)
    d_optimizer.apply_gradients(zip(grads, discriminator.trainable_weights))
    return d_loss


def generator_step(generator, discriminator, g_optimizer, noise):
    misleading_labels = tf.fill((len(noise), 1), REAL)
    with tf.GradientTape() as tape:
        predictions = discriminator(generator(noise))
        g_loss = bce(misleading_labels, predictions)
    grads = tape.gradient(g_loss, generator.trainable_weights)
    g_optimizer.apply_gradients(zip(grads, generator.trainable_weights))
    return g_loss


if __name__ == "__main__":
    start = time.time()
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(0.05)
    optimizer.build(model.trainable_variables)
    train_data = tf.data.Dataset.from_tensor_slices(blobs(60, 1)).batch(16)
    val_data = tf.data.Dataset.from_tensor_slices(blobs(24, 2)).batch(16)
    print(fit(model, optimizer, loss_fn, train_data, val_data, 3))
    print("Time taken: %.2fs" % (time.time() - start))
    g, d = make_generator(), make_discriminator()
    g_opt, d_opt = tf.keras.optimizers.SGD(0.05), tf.keras.optimizers.SGD(0.05)
    for step in range(5):
        noise = tf.random.normal((12, 3))
        print("discriminator loss at step %d: %.2f" % (step, discriminator_step(g, d, d_opt, ring(16, step), noise)))
        print("adversarial loss at step %d: %.2f" % (step, generator_step(g, d, g_opt, noise)))
