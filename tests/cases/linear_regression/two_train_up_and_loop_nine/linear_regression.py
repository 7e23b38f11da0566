"""Two parts are wrong, and what stands between them is right."""

import tensorflow as tf

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201

weights = []
biases = []
losses = []


def f(x):
    return x * TRUE_W + TRUE_B


# L(w, b) = 1/N * sum_i (y_i - (w * x_i + b))^2
def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y))


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


# w <- w - learning_rate * dL/dw,  b <- b - learning_rate * dL/db, both derivatives at the same (w, b)
def train(model, x, y, learning_rate):
    with tf.GradientTape() as t:
        cost = loss(y, model(x))
    grads = t.gradient(cost, [model.w, model.b])
    for v, g in zip([model.w, model.b], grads):
        v.assign_add(learning_rate * g)


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def training_loop(model, x, y):
    ws, bs, ls = [], [], []
    for epoch in range(1, 10):
        train(model, x, y, learning_rate=0.1)
        l = loss(y, model(x))
        ws.append(float(model.w)); bs.append(float(model.b)); ls.append(float(l))
        print("epoch", epoch, report(model, l))
    return ws, bs, ls


# `add_weight` is tracked by Keras 2 and Keras 3 alike; a bare tf.Variable only by Keras 2.
class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def call(self, x):
        return self.w * x + self.b


def compile_and_fit(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.1), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


def save_checkpoint(model, path):
    model.save_weights(path)
