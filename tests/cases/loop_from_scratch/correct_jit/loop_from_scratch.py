"""Compiled with XLA, metrics updated outside of it."""
import functools

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
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate
        self.supports_masking = True

    def penalty(self, inputs):
        return self.rate * tf.reduce_mean(tf.reduce_sum(tf.square(inputs), axis=list(range(1, len(inputs.shape)))))

    def call(self, inputs):
        self.add_loss(self.penalty(inputs))
        return inputs


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function(jit_compile=True)
    def gradients_of(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
        return loss, logits, tape.gradient(loss, model.trainable_variables)

    @tf.function
    def apply(gradients):
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    def train_step(x, y):
        loss, logits, gradients = gradients_of(x, y)
        apply(gradients)
        metric.update_state(y, logits)
        return loss

    return train_step


def make_test_step(model, metric):
    @tf.function(jit_compile=True)
    def logits_of(x):
        return model(x, training=False)

    return lambda x, y: metric.update_state(y, logits_of(x))


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    acc = tf.keras.metrics.SparseCategoricalAccuracy()
    val = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, acc)
    test_step = make_test_step(model, val)

    def one_epoch():
        acc.reset_state(), val.reset_state()
        total, n = functools.reduce(
            lambda state, batch: (state[0] + float(train_step(*batch)) * len(batch[1]), state[1] + len(batch[1])),
            train_data, (0.0, 0))
        for batch in val_data:
            test_step(*batch)
        return total / n, float(acc.result()), float(val.result())

    history = [one_epoch() for _ in range(epochs)]
    return {"loss": [h[0] for h in history], "accuracy": [h[1] for h in history],
            "val_accuracy": [h[2] for h in history], "epoch": list(range(epochs))}


def accumulate_gradients(model, loss_fn, batches):
    def weighed(x, y):
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
            loss *= tf.cast(tf.shape(y)[0], tf.float32)
        return tape.gradient(loss, model.trainable_variables), tf.cast(tf.shape(y)[0], tf.float32)

    parts = [weighed(x, y) for x, y in batches]
    n = tf.add_n([size for _, size in parts])
    return [tf.add_n(column) / n for column in zip(*(gradients for gradients, _ in parts))]


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    generated = generator(noise)
    batch = tf.concat([generated, tf.convert_to_tensor(real)], axis=0)
    is_fake = tf.concat([tf.ones(generated.shape[0]), tf.zeros(len(real))], axis=0)
    labels = tf.where(is_fake > 0, FAKE, REAL)[:, None]
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(batch))
    d_optimizer.apply_gradients(zip(tape.gradient(loss, discriminator.trainable_variables),
                                    discriminator.trainable_variables))
    return loss.numpy()


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        logits = discriminator(generator(noise))
        loss = bce(tf.constant(REAL, shape=logits.shape), logits)
    g_optimizer.apply_gradients(zip(tape.gradient(loss, generator.trainable_variables),
                                    generator.trainable_variables))
    return loss.numpy()


if __name__ == "__main__":
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(0.05)
    optimizer.build(model.trainable_variables)
    print(fit(model, optimizer, loss_fn,
              tf.data.Dataset.from_tensor_slices(blobs(60, 0)).batch(16),
              tf.data.Dataset.from_tensor_slices(blobs(24, 1)).batch(16), 3))
    g, d = make_generator(), make_discriminator()
    z = tf.random.normal((12, 3))
    print(discriminator_step(g, d, tf.keras.optimizers.SGD(0.05), ring(16, 0), z))
    print(generator_step(g, d, tf.keras.optimizers.SGD(0.05), z))
