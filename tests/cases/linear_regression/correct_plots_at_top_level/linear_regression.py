import numpy as np
import tensorflow as tf

try:
    import matplotlib.pyplot as plt

    colors = plt.rcParams["axes.prop_cycle"].by_key()["color"]
except ImportError:
    plt = None

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


def f(x):
    return x * TRUE_W + TRUE_B


x = tf.cast(tf.linspace(-2, 2, NUM_EXAMPLES), tf.float32)
y = f(x) + tf.random.normal(shape=[NUM_EXAMPLES])

if plt:
    plt.plot(x, y, ".")
    plt.show()


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y))


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


model = MyModel()
print("Variables:", model.variables)
assert model(3.0).numpy() == 15.0

if plt:
    plt.plot(x, y, ".", label="Data")
    plt.plot(x, f(x), label="Ground truth")
    plt.plot(x, model(x), label="Predictions")
    plt.legend()
    plt.show()
print("Current loss: %1.6f" % loss(y, model(x)).numpy())


def train(model, x, y, learning_rate):
    with tf.GradientTape() as t:
        current_loss = loss(y, model(x))
    dw, db = t.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)


weights = []
biases = []
losses = []


def training_loop(model, x, y):
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(loss(y, model(x)).numpy())
        print(f"Epoch {epoch:2d}:")
        print("    ", report(model, losses[-1]))


training_loop(model, x, y)

if plt:
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(weights, color=colors[0])
    left.plot(biases, color=colors[1])
    right.semilogy(np.arange(len(losses)), losses)
    plt.show()


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def call(self, x):
        return self.w * x + self.b


def compile_and_fit(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.1), loss="mse")
    return model.fit(x, y, epochs=10, batch_size=1000)


def save_checkpoint(model, path):
    model.save_weights(path)


keras_model = MyModelKeras()
history = compile_and_fit(keras_model, x, y)
if plt:
    plt.plot(history.epoch, history.history["loss"])
    plt.title("fit")
    plt.show()
