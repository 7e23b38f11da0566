from __future__ import annotations

from typing import Callable, Iterable

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
    def __init__(self, rate: float = 0.01, **kwargs) -> None:
        super().__init__(**kwargs)
        self.rate = float(rate)

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        per_example = tf.reduce_sum(inputs ** 2, axis=-1)
        self.add_loss(tf.reduce_mean(per_example) * self.rate)
        return inputs


class TrainStep:
    def __init__(self, model: tf.keras.Model, optimizer, loss_fn: Callable, metric) -> None:
        self.model = model
        self.optimizer = optimizer
        self.loss_fn = loss_fn
        self.metric = metric
        self._compiled = tf.function(self._run)

    def _run(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            logits = self.model(x, training=True)
            total = tf.add_n([self.loss_fn(y, logits), *self.model.losses])
        self.optimizer.apply_gradients(zip(tape.gradient(total, variables), variables))
        self.metric.update_state(y, logits)
        return total

    def __call__(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        return self._compiled(x, y)


class TestStep:
    def __init__(self, model: tf.keras.Model, metric) -> None:
        self.model = model
        self.metric = metric
        self._compiled = tf.function(self._run)

    def _run(self, x: tf.Tensor, y: tf.Tensor) -> None:
        self.metric.update_state(y, self.model(x, training=False))

    def __call__(self, x: tf.Tensor, y: tf.Tensor) -> None:
        self._compiled(x, y)


def make_train_step(model, optimizer, loss_fn, metric) -> TrainStep:
    return TrainStep(model, optimizer, loss_fn, metric)


def make_test_step(model, metric) -> TestStep:
    return TestStep(model, metric)


def fit(model, optimizer, loss_fn, train_data: Iterable, val_data: Iterable,
        epochs: int) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {name: [] for name in ("loss", "accuracy", "val_accuracy")}
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="val_accuracy")
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    for _ in range(epochs):
        accuracy.reset_state()
        val_accuracy.reset_state()
        values: list[float] = []
        sizes: list[int] = []
        for x, y in train_data:
            values.append(float(train_step(x, y)))
            sizes.append(int(x.shape[0]))
        for x, y in val_data:
            test_step(x, y)
        history["loss"].append(float(np.average(values, weights=sizes)))
        history["accuracy"].append(float(accuracy.result()))
        history["val_accuracy"].append(float(val_accuracy.result()))
    return history


def accumulate_gradients(model, loss_fn, batches: Iterable) -> list[tf.Tensor]:
    """One big batch: all losses are means, so nothing else is needed."""
    pairs = list(batches)
    x = tf.concat([a for a, _ in pairs], axis=0)
    y = tf.concat([b for _, b in pairs], axis=0)
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        total = tf.add_n([loss_fn(y, logits), *model.losses])
    return tape.gradient(total, model.trainable_variables)


def _cross_entropy(logits: tf.Tensor, label: float) -> tf.Tensor:
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.fill(tf.shape(logits), label), logits=logits)


def discriminator_step(generator, discriminator, d_optimizer, real, noise) -> tf.Tensor:
    fake = tf.stop_gradient(generator(noise))
    with tf.GradientTape() as tape:
        entropies = tf.concat([_cross_entropy(discriminator(fake), FAKE),
                               _cross_entropy(discriminator(real), REAL)], axis=0)
        loss = tf.reduce_mean(entropies)
    variables = discriminator.trainable_variables
    d_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


def generator_step(generator, discriminator, g_optimizer, noise) -> tf.Tensor:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(_cross_entropy(discriminator(generator(noise)), REAL))
    variables = generator.trainable_variables
    g_optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


def main() -> None:
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(0.05)
    optimizer.build(model.trainable_variables)
    data = [tf.data.Dataset.from_tensor_slices(blobs(n, n)).batch(16) for n in (60, 24)]
    for name, values in fit(model, optimizer, loss_fn, *data, epochs=3).items():
        print(f"{name:>12}", " ".join(f"{v:.4f}" for v in values))
    generator, discriminator = make_generator(), make_discriminator()
    sgds = tf.keras.optimizers.SGD(0.05), tf.keras.optimizers.SGD(0.05)
    for seed in range(3):
        noise = tf.random.normal((12, 3))
        print(float(discriminator_step(generator, discriminator, sgds[0], ring(16, seed), noise)),
              float(generator_step(generator, discriminator, sgds[1], noise)))


if __name__ == "__main__":
    main()
