"""No metrics, no tf.data: everything that can be counted is counted in NumPy."""
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


class Batches:
    def __init__(self, features, labels, batch_size, shuffle):
        self.features = np.asarray(features)
        self.labels = np.asarray(labels)
        self.batch_size = batch_size
        self.shuffle = shuffle

    def __len__(self):
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self):
        n = len(self.labels)
        order = np.random.permutation(n) if self.shuffle else np.arange(n)
        for start in range(0, n, self.batch_size):
            rows = order[start:start + self.batch_size]
            yield self.features[rows], self.labels[rows]


def make_batches(features, labels, batch_size, shuffle):
    return Batches(features, labels, batch_size, shuffle)


def make_model():
    model = tf.keras.models.Sequential()
    model.add(tf.keras.layers.Dense(10, activation="relu"))
    model.add(tf.keras.layers.Dense(8, activation="relu"))
    model.add(tf.keras.layers.Dense(3))
    model.build((None, 4))
    return model


def loss(model, x, y, training):
    logits = model(x, training=training)
    log_p = logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True)
    picked = tf.gather(log_p, tf.cast(y, tf.int32), axis=1, batch_dims=1)
    return -tf.reduce_mean(picked)


def grad(model, inputs, targets):
    with tf.GradientTape() as t:
        value = loss(model, inputs, targets, True)
    return [value, t.gradient(value, model.trainable_variables)]


def count_right(logits, y):
    return int(np.sum(np.argmax(np.asarray(logits), axis=1) == np.asarray(y)))


def train(model, optimizer, dataset, num_epochs):
    losses = np.zeros(num_epochs)
    accuracies = np.zeros(num_epochs)
    for e in range(num_epochs):
        loss_sum = 0.0
        n_batches = 0
        n_right = 0
        n_seen = 0
        for x, y in dataset:
            value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            loss_sum += float(value)
            n_batches += 1
            n_right += count_right(model(x, training=True), y)
            n_seen += len(y)
        losses[e] = loss_sum / n_batches
        accuracies[e] = n_right / n_seen
    return losses, accuracies


def evaluate(model, dataset):
    n_right = 0
    n_seen = 0
    for x, y in dataset:
        n_right += count_right(model(x, training=False), y)
        n_seen += len(y)
    return n_right / n_seen


def predict(model, features, class_names):
    z = model(features, training=False).numpy().astype(np.float64)
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    best = p.argmax(axis=1)
    return [(class_names[k], p[row, k]) for row, k in enumerate(best)]


if __name__ == "__main__":
    x, y = penguins(110, 3)
    m = make_model()
    print(train(m, tf.keras.optimizers.SGD(0.1), make_batches(x, y, 16, True), 5))
    x, y = penguins(37, 4)
    print(evaluate(m, make_batches(x, y, 16, False)), predict(m, x[:3], CLASS_NAMES))
