import tensorflow as tf

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


def f(x):
    return x * TRUE_W + TRUE_B


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def loss(target_y, predicted_y):
    n = tf.cast(tf.size(target_y), tf.float32)
    return tf.reduce_sum((target_y - predicted_y) ** 2) / n


class MyModel(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(initial_value=5.0, trainable=True)
        self.b = tf.Variable(initial_value=0.0, trainable=True)

    def __call__(self, x):
        return x * self.w + self.b


def train(model, x, y, learning_rate):
    with tf.GradientTape(persistent=True) as tape:
        predicted = model(x)
        value = loss(y, predicted)
    dw = tape.gradient(value, model.w)
    db = tape.gradient(value, model.b)
    del tape
    model.w.assign(model.w - learning_rate * dw)
    model.b.assign(model.b - learning_rate * db)


def training_loop(model, x, y):
    weights = []
    biases = []
    losses = []
    epoch = 0
    while epoch < 10:
        train(model, x, y, learning_rate=0.1)
        epoch += 1
        weights.append(model.w.numpy().item())
        biases.append(model.b.numpy().item())
        losses.append(loss(y, model(x)).numpy().item())
        print(f"{epoch}/10")
        print(report(model, losses[-1]))
    return weights, biases, losses


class MyModelKeras(tf.keras.Model):
    def __init__(self):
        super().__init__()
        constant = tf.keras.initializers.Constant
        self.w = self.add_weight(name="w", shape=[], initializer=constant(5.0))
        self.b = self.add_weight(name="b", shape=[], initializer=constant(0.0))

    def call(self, x, training=None):
        return x * self.w + self.b


def compile_and_fit(model, x, y):
    sgd = tf.keras.optimizers.SGD(learning_rate=0.1, momentum=0.0, nesterov=False)
    model.compile(loss="mse", optimizer=sgd, metrics=["mae"])
    history = model.fit(x=x, y=y, epochs=10, batch_size=int(tf.size(x)), shuffle=False)
    return history


def save_checkpoint(model, path):
    model.save_weights(filepath=path)
