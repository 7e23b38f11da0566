import numpy as np
import tensorflow as tf

CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]
CENTRES = np.array(
    [[-0.95, 0.60, -0.78, -0.62], [0.89, 0.64, -0.37, -0.59], [0.65, -1.10, 1.16, 1.09]],
)


def penguins(n, seed):
    rng = np.random.default_rng(seed)
    y = np.sort(rng.integers(0, len(CLASS_NAMES), n))
    x = CENTRES[y] + 0.45 * rng.standard_normal((n, 4))
    return x.astype(np.float32), y.astype(np.int32)


class Batches:
    def __init__(self, features, labels, batch_size, shuffle):
        self.features, self.labels = features, labels
        self.batch_size, self.shuffle = batch_size, shuffle

    def __iter__(self):
        order = np.arange(len(self.labels))
        if self.shuffle:
            np.random.shuffle(order)
        for start in range(0, len(order), self.batch_size):
            rows = order[start : start + self.batch_size]
            yield tf.constant(self.features[rows]), tf.constant(self.labels[rows])


def make_batches(features, labels, batch_size, shuffle):
    return Batches(features, labels, batch_size, shuffle)


class Classifier(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.second = tf.keras.layers.Dense(8)
        self.first = tf.keras.layers.Dense(10)

    def call(self, x, training=False):
        hidden = tf.nn.relu(self.first(x))
        hidden = tf.nn.relu(self.second(hidden))
        return self.out(hidden)


def make_model():
    return Classifier()


def loss(model, x, y, training):
    logarithms = tf.nn.log_softmax(model(x, training=training))
    return -tf.reduce_mean(tf.gather(logarithms, tf.cast(y, tf.int32), batch_dims=1))


def grad(model, inputs, targets):
    variables = model.trainable_variables
    with tf.GradientTape(watch_accessed_variables=True) as tape:
        value = loss(model, inputs, targets, True)
    return value, tuple(tape.gradient(value, variables))


def train(model, optimizer, dataset, num_epochs):
    history = {"loss": [], "accuracy": []}
    for _ in range(num_epochs):
        batch_losses, right, seen = [], 0, 0
        for x, y in dataset:
            value, gradients = grad(model, x, y)
            optimizer.apply_gradients(list(zip(gradients, model.trainable_variables)))
            batch_losses.append(value.numpy())
            answers = np.argmax(model(x, training=True), axis=1)
            right += np.sum(answers == np.asarray(y))
            seen += len(answers)
        history["loss"].append(np.mean(batch_losses))
        history["accuracy"].append(right / seen)
    return history


def evaluate(model, dataset):
    right = [np.argmax(model(x, training=False), axis=1) == np.asarray(y) for x, y in dataset]
    return float(np.concatenate(right).mean())


def predict(model, features, class_names):
    probabilities = tf.nn.softmax(model(features, training=False), axis=-1)
    names = [class_names[k] for k in tf.argmax(probabilities, axis=-1)]
    return names, tf.reduce_max(probabilities, axis=-1)
