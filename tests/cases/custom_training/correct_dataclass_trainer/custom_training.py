from dataclasses import dataclass, field
from typing import Any, List

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


@dataclass
class EpochLog:
    batch_losses: List[float] = field(default_factory=list)
    hits: int = 0
    examples: int = 0

    @property
    def loss(self):
        return float(np.mean(self.batch_losses))

    @property
    def accuracy(self):
        return self.hits / self.examples


@dataclass
class Trainer:
    model: Any
    optimizer: Any

    def fit_batch(self, x, y, log: EpochLog):
        value, gradients = grad(self.model, x, y)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables))
        log.batch_losses.append(float(value))
        self.count(x, y, log, training=True)

    def count(self, x, y, log: EpochLog, training: bool):
        guess = tf.argmax(self.model(x, training=training), axis=1)
        log.hits += int(tf.reduce_sum(tf.cast(guess == tf.cast(y, guess.dtype), tf.int32)))
        log.examples += int(tf.shape(x)[0])

    def run(self, dataset, num_epochs):
        logs = []
        for _ in range(num_epochs):
            log = EpochLog()
            for x, y in dataset:
                self.fit_batch(x, y, log)
            logs.append(log)
        return logs


def make_batches(features, labels, batch_size, shuffle):
    def rows():
        index = np.arange(len(labels))
        if shuffle:
            np.random.shuffle(index)
        for i in index:
            yield features[i], labels[i]

    return tf.data.Dataset.from_generator(
        rows,
        output_signature=(tf.TensorSpec((4,), tf.float32), tf.TensorSpec((), tf.int32)),
    ).batch(batch_size)


def make_model():
    layers = [tf.keras.layers.Dense(10, "relu"), tf.keras.layers.Dense(8, "relu"), tf.keras.layers.Dense(3)]
    out = inp = tf.keras.layers.Input((4,))
    for layer in layers:
        out = layer(out)
    return tf.keras.Model(inp, out)


@tf.function
def loss(model, x, y, training):
    cce = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return cce(y, model(x, training=training))


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        value = loss(model, inputs, targets, True)
    return value, tuple(tape.gradient(value, model.trainable_variables))


def train(model, optimizer, dataset, num_epochs):
    logs = Trainer(model, optimizer).run(dataset, num_epochs)
    return {"loss": [log.loss for log in logs],
            "accuracy": [log.accuracy for log in logs]}


def evaluate(model, dataset):
    log = EpochLog()
    trainer = Trainer(model, optimizer=None)
    for x, y in dataset:
        trainer.count(x, y, log, training=False)
    return log.accuracy


def predict(model, features, class_names):
    logits = model(tf.convert_to_tensor(features), training=False)
    best = tf.argmax(logits, axis=1).numpy()
    probability = tf.reduce_max(tf.nn.softmax(logits), axis=1).numpy()
    names = [class_names[b] for b in best]
    return names, probability


if __name__ == "__main__":
    x, y = penguins(90, 21)
    m = make_model()
    print(train(m, tf.keras.optimizers.SGD(0.1, momentum=0.9), make_batches(x, y, 16, True), 4))
    print(evaluate(m, make_batches(*penguins(37, 22), 10, False)))
    print(*zip(*predict(m, x[:4], CLASS_NAMES)), sep="\n")
