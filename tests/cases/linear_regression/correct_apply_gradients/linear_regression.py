import tensorflow as tf

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201
EPOCHS = 10
LEARNING_RATE = 0.1


def f(x):
    return x * TRUE_W + TRUE_B


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def loss(target_y, predicted_y):
    error = predicted_y - target_y
    return tf.math.reduce_mean(error**2)


class MyModel(tf.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self.w = tf.Variable(5.0, name="w", dtype=tf.float32)
        self.b = tf.Variable(0.0, name="b", dtype=tf.float32)

    def __call__(self, x):
        return tf.add(tf.multiply(self.w, x), self.b)


def train(model, x, y, learning_rate):
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    variables = [model.w, model.b]
    gradients = tape.gradient(current_loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    return current_loss


def training_loop(model, x, y):
    history = []
    for epoch in range(1, EPOCHS + 1):
        train(model, x, y, LEARNING_RATE)
        history.append((float(model.w), float(model.b), float(loss(y, model(x)))))
        print("Epoch", epoch, "of", EPOCHS, "->", report(model, history[-1][2]))
    weights, biases, losses = zip(*history)
    return list(weights), list(biases), list(losses)


class MyModelKeras(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = self.add_weight(name="w", shape=(), initializer=tf.constant_initializer(5.0), trainable=True)
        self.b = self.add_weight(name="b", shape=(), initializer=tf.constant_initializer(0.0), trainable=True)

    def call(self, inputs):
        return tf.add(tf.multiply(self.w, inputs), self.b)


def compile_and_fit(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(LEARNING_RATE), loss="mean_squared_error")
    return model.fit(x, y, batch_size=x.shape[0], epochs=EPOCHS, verbose=2)


def save_checkpoint(model, path):
    model.save_weights(path, overwrite=True)
