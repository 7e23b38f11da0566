from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Union

import tensorflow as tf

TRUE_W: float = 3.0
TRUE_B: float = 2.0
NUM_EXAMPLES: int = 201


@dataclass(frozen=True)
class Settings:
    epochs: int = 10
    learning_rate: float = 0.1


@dataclass
class TrainingHistory:
    weights: list[float] = field(default_factory=list)
    biases: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    def record(self, model: AnyModel, current_loss: tf.Tensor) -> None:
        self.weights.append(float(model.w.numpy()))
        self.biases.append(float(model.b.numpy()))
        self.losses.append(float(current_loss))


SETTINGS = Settings()


def f(x: tf.Tensor) -> tf.Tensor:
    return x * TRUE_W + TRUE_B


def report(model: AnyModel, loss: float) -> str:
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def loss(target_y: tf.Tensor, predicted_y: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.square(target_y - predicted_y))


class MyModel(tf.Module):
    w: tf.Variable
    b: tf.Variable

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        return self.w * x + self.b


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def call(self, x: tf.Tensor) -> tf.Tensor:
        return self.w * x + self.b


AnyModel = Union[MyModel, MyModelKeras]


def train(model: AnyModel, x: tf.Tensor, y: tf.Tensor, learning_rate: float) -> None:
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


def training_loop(model: AnyModel, x: tf.Tensor, y: tf.Tensor) -> dict[str, list[float]]:
    history = TrainingHistory()
    for epoch in range(SETTINGS.epochs):
        train(model, x, y, learning_rate=SETTINGS.learning_rate)
        history.record(model, loss(y, model(x)))
        print(f"Epoch {epoch:2d}: {report(model, history.losses[-1])}")
    return asdict(history)


def compile_and_fit(model: MyModelKeras, x: tf.Tensor, y: tf.Tensor) -> tf.keras.callbacks.History:
    model.compile(optimizer=tf.keras.optimizers.SGD(SETTINGS.learning_rate), loss="mse")
    return model.fit(x, y, epochs=SETTINGS.epochs, batch_size=len(x), verbose=0)


def save_checkpoint(model: MyModelKeras, path: str) -> None:
    model.save_weights(path)
