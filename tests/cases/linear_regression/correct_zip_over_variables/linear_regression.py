from functools import reduce
from operator import add
from typing import NamedTuple

import tensorflow as tf

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


class History(NamedTuple):
    weights: list
    biases: list
    losses: list


def f(x):
    return x * TRUE_W + TRUE_B


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


loss = lambda target_y, predicted_y: tf.reduce_mean(tf.square(target_y - predicted_y))


def line(model, x):
    return reduce(add, (model.w * x, model.b))


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0, name="w")
        self.b = tf.Variable(0.0, name="b")

    __call__ = line


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        start = lambda name, value: self.add_weight(
            name=name, shape=(), initializer=tf.keras.initializers.Constant(value)
        )
        self.w, self.b = start("w", 5.0), start("b", 0.0)

    def call(self, x):
        return line(self, x)


def gradients_of(model, x, y):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    variables = model.trainable_variables
    return zip(variables, tape.gradient(value, variables))


def train(model, x, y, learning_rate):
    for variable, gradient in gradients_of(model, x, y):
        variable.assign_sub(learning_rate * gradient)


def epoch_of(model, x, y, number):
    train(model, x, y, learning_rate=0.1)
    state = model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy()
    print(number, report(model, state[-1]))
    return state


def training_loop(model, x, y):
    return History(*map(list, zip(*[epoch_of(model, x, y, number) for number in range(10)])))


def compile_and_fit(model, x, y):
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 0.1
    return model.fit(x, y, len(x), 10, 0)


def save_checkpoint(model, path):
    return model.save_weights(path)
