import dataclasses
from typing import Any, Dict, List

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
        # an activity regularizer is divided by the batch size by Keras itself
        super().__init__(activity_regularizer=tf.keras.regularizers.L2(rate), **kwargs)
        self.rate = rate

    def call(self, inputs):
        return inputs


@dataclasses.dataclass
class Loop:
    model: Any
    optimizer: Any
    loss_fn: Any
    accuracy: Any = dataclasses.field(default_factory=lambda: tf.keras.metrics.SparseCategoricalAccuracy())
    val_accuracy: Any = dataclasses.field(default_factory=lambda: tf.keras.metrics.SparseCategoricalAccuracy())
    mean_loss: Any = dataclasses.field(default_factory=lambda: tf.keras.metrics.Mean())

    def __post_init__(self):
        self.train_step = make_train_step(self.model, self.optimizer, self.loss_fn, self.accuracy)
        self.test_step = make_test_step(self.model, self.val_accuracy)

    def reset(self):
        for metric in (self.accuracy, self.val_accuracy, self.mean_loss):
            metric.reset_state()

    def epoch(self, train_data, val_data) -> Dict[str, float]:
        self.reset()
        for x, y in train_data:
            self.mean_loss.update_state(self.train_step(x, y), sample_weight=float(x.shape[0]))
        for x, y in val_data:
            self.test_step(x, y)
        return {"loss": float(self.mean_loss.result()),
                "accuracy": float(self.accuracy.result()),
                "val_accuracy": float(self.val_accuracy.result())}


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32), tf.TensorSpec([None], tf.int32)])
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            parts = [loss_fn(y, logits)] + list(model.losses)
            total = tf.reduce_sum(tf.stack(parts))
        variables = model.trainable_variables
        gradients = tape.gradient(total, variables)
        optimizer.apply_gradients(zip(gradients, variables))
        metric.update_state(y, logits)
        return total

    return train_step


def make_test_step(model, metric):
    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32), tf.TensorSpec([None], tf.int32)])
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))

    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    loop = Loop(model, optimizer, loss_fn)
    rows = [loop.epoch(train_data, val_data) for _ in range(epochs)]
    return {key: [row[key] for row in rows] for key in ("loss", "accuracy", "val_accuracy")}


@dataclasses.dataclass
class GradientSum:
    sums: List[Any]
    examples: int = 0

    def add(self, gradients, size):
        self.sums = [s + tf.convert_to_tensor(g) * float(size) for s, g in zip(self.sums, gradients)]
        self.examples += size

    def mean(self):
        return [s / float(self.examples) for s in self.sums]


def accumulate_gradients(model, loss_fn, batches):
    acc = GradientSum([tf.zeros_like(v) for v in model.trainable_variables])
    for x, y in batches:
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            total = loss_fn(y, logits) + sum(model.losses)
        acc.add(tape.gradient(total, model.trainable_variables), int(tf.shape(y)[0]))
    return acc.mean()


@dataclasses.dataclass
class Player:
    """A network with its optimizer; the other one is only looked through."""
    network: Any
    optimizer: Any

    def update(self, loss_of):
        with tf.GradientTape() as tape:
            loss = loss_of()
        variables = self.network.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    points = tf.concat([real, generator(noise)], 0)
    labels = tf.constant([[REAL]] * len(real) + [[FAKE]] * len(noise))
    return Player(discriminator, d_optimizer).update(lambda: bce(labels, discriminator(points)))


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.constant([[REAL]] * len(noise))
    return Player(generator, g_optimizer).update(lambda: bce(labels, discriminator(generator(noise))))


if __name__ == "__main__":
    m = make_model()
    o = tf.keras.optimizers.SGD(0.05)
    o.build(m.trainable_variables)
    a = tf.data.Dataset.from_tensor_slices(blobs(60, 7)).batch(16)
    b = tf.data.Dataset.from_tensor_slices(blobs(24, 8)).batch(16)
    print(fit(m, o, loss_fn, a, b, 3))
    print(len(accumulate_gradients(m, loss_fn, a)))
    g, d = make_generator(), make_discriminator()
    z = tf.random.normal((12, 3))
    print(discriminator_step(g, d, tf.keras.optimizers.SGD(0.1), ring(16, 1), z).numpy())
    print(generator_step(g, d, tf.keras.optimizers.SGD(0.1), z).numpy())
