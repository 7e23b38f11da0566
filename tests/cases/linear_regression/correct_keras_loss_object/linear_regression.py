import tensorflow as tf
from tensorflow import keras

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201

mse = keras.losses.MeanSquaredError()


def f(x):
    return x * TRUE_W + TRUE_B


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def loss(target_y, predicted_y):
    return mse(target_y, predicted_y)


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        predictions = model(x)
        current_loss = loss(y, predictions)
    gradients = tape.gradient(current_loss, (model.w, model.b))
    for variable, gradient in zip((model.w, model.b), gradients):
        variable.assign_sub(learning_rate * gradient)


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        weights += [model.w.numpy()]
        biases += [model.b.numpy()]
        losses += [loss(y, model(x)).numpy()]
        print(f"Epoch {epoch:2d}: {report(model, losses[-1])}")
    return weights, biases, losses


class MyModelKeras(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=keras.initializers.Zeros())

    def call(self, x):
        return self.w * x + self.b


def compile_and_fit(model, x, y):
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss=mse)
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)


def save_checkpoint(model, path):
    model.save_weights(path)
