from __future__ import annotations

from typing import Iterable, Sequence

import numpy as np
import tensorflow as tf

CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]


def penguins(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.array([[-0.9, 0.6, -0.8, -0.6],
                        [0.9, 0.7, -0.5, -0.5],
                        [0.5, -1.1, 1.1, 1.1]])
    y = np.sort(np.arange(n) % 3).astype(np.int32)
    x = centres[y] + 0.4 * rng.normal(size=(n, 4))
    return x.astype(np.float32), y


class PenguinNet(tf.keras.Model):
    """4 -> 10 -> 8 -> 3, logits out."""

    def __init__(self) -> None:
        super().__init__()
        self.head = tf.keras.layers.Dense(3)
        self.second = tf.keras.layers.Dense(8, activation="relu")
        self.first = tf.keras.layers.Dense(10, activation="relu")

    def call(self, inputs, training=None):
        return self.head(self.second(self.first(inputs)))


def make_batches(features: np.ndarray, labels: np.ndarray,
                 batch_size: int, shuffle: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """A plain list: small table, no need for a pipeline."""
    if shuffle:
        order = np.random.default_rng().permutation(len(labels))
        features, labels = features[order], labels[order]
    cuts = range(batch_size, len(labels), batch_size)
    return list(zip(np.split(features, cuts), np.split(labels, cuts)))


def make_model() -> tf.keras.Model:
    return PenguinNet()


def loss(model: tf.keras.Model, x, y, training: bool) -> tf.Tensor:
    logits = model(x, training=training)
    values = tf.keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True)
    return tf.reduce_mean(values)


def grad(model: tf.keras.Model, inputs, targets) -> tuple[tf.Tensor, list[tf.Tensor]]:
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True)
    gradients = tape.gradient(loss_value, model.trainable_variables)
    return loss_value, gradients


class RunningShare:
    """Share of right answers, every example once."""

    def __init__(self) -> None:
        self.right: int = 0
        self.total: int = 0

    def add(self, logits: tf.Tensor, labels) -> None:
        guess = tf.argmax(logits, axis=-1).numpy()
        labels = np.asarray(labels)
        self.right += int((guess == labels).sum())
        self.total += labels.size

    def value(self) -> float:
        return self.right / self.total


def train(model: tf.keras.Model, optimizer, dataset: Iterable,
          num_epochs: int) -> tuple[list[float], list[float]]:
    losses: list[float] = []
    accuracies: list[float] = []
    for _ in range(num_epochs):
        share = RunningShare()
        batch_losses: list[float] = []
        for x, y in dataset:
            value, gradients = grad(model, x, y)
            optimizer.apply_gradients(list(zip(gradients, model.trainable_variables)))
            share.add(model(x, training=True), y)
            batch_losses.append(float(value))
        losses.append(sum(batch_losses) / len(batch_losses))
        accuracies.append(share.value())
    return losses, accuracies


def evaluate(model: tf.keras.Model, dataset: Iterable) -> float:
    share = RunningShare()
    for x, y in dataset:
        share.add(model(x, training=False), y)
    return share.value()


def predict(model: tf.keras.Model, features,
            class_names: Sequence[str]) -> list[tuple[str, float]]:
    logits = model(features, training=False)
    rows = tf.nn.softmax(logits).numpy()
    return [(class_names[row.argmax()], float(row.max())) for row in rows]


def main() -> None:
    net = make_model()
    net(np.zeros((1, 4), np.float32))
    opt = tf.keras.optimizers.SGD(0.1)
    losses, accuracies = train(net, opt, make_batches(*penguins(100, 1), 16, True), 10)
    for number, (a, b) in enumerate(zip(losses, accuracies), 1):
        print(f"{number:3d} {a:.4f} {b:.2%}")
    test = make_batches(*penguins(37, 2), 16, False)
    print("unseen:", evaluate(net, test))


if __name__ == "__main__":
    main()
