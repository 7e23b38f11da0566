import numpy as np
import tensorflow as tf
from tensorflow import keras

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
REAL, FAKE = 0.0, 1.0


def blobs(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(scale=1.5, size=(3, 4))
    y = rng.integers(0, 3, n).astype(np.int32)
    x = centres[y] + rng.normal(scale=0.7, size=(n, 4))
    return x.astype(np.float32), y


def ring(n, seed):
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, n)
    radius = rng.normal(1.0, 0.05, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


def make_model():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(4,)),
        tf.keras.layers.Dense(8, activation="relu"),
        ActivityRegularization(0.01),
        tf.keras.layers.Dense(3),
    ])


def make_generator():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(3,)),
        tf.keras.layers.Dense(8, activation="relu"),
        tf.keras.layers.Dense(2),
    ])


def make_discriminator():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(2,)),
        tf.keras.layers.Dense(8, activation="relu"),
        tf.keras.layers.Dense(1),
    ])


class ActivityRegularization(keras.layers.Layer):
    """Adds rate * mean over the batch of |row|^2 to the losses."""

    def __init__(self, rate=0.01, name="activity_regularization", **kwargs):
        super().__init__(name=name, **kwargs)
        self.rate = rate

    def build(self, input_shape):
        self.built = True

    def call(self, inputs):
        self.add_loss(self.rate * tf.linalg.trace(tf.matmul(inputs, inputs, transpose_b=True))
                      / tf.cast(tf.shape(inputs)[0], inputs.dtype))
        return inputs


class WeighedMean:
    """A tiny metric of my own, with tf.Variables so that it works in a tf.function."""

    def __init__(self):
        self.total = tf.Variable(0.0, trainable=False)
        self.count = tf.Variable(0.0, trainable=False)

    def reset(self):
        self.total.assign(0.0)
        self.count.assign(0.0)

    def add(self, value, weight):
        weight = tf.cast(weight, tf.float32)
        self.total.assign_add(tf.cast(value, tf.float32) * weight)
        self.count.assign_add(weight)

    def read(self):
        return float(self.total / self.count)


class Accuracy(WeighedMean):
    def update_state(self, y, logits):
        hits = tf.equal(tf.cast(y, tf.int64), tf.argmax(logits, axis=-1))
        self.add(tf.reduce_mean(tf.cast(hits, tf.float32)), tf.size(y))


def make_train_step(model, optimizer, loss_fn, metric):
    def compute(x, y):
        logits = model(x, training=True)
        return loss_fn(y, logits) + tf.reduce_sum([0.0] + list(model.losses)), logits

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            total, logits = compute(x, y)
        params = model.trainable_variables
        optimizer.apply_gradients(list(zip(tape.gradient(total, params), params)))
        metric.update_state(y, logits)
        return tf.identity(total)

    return train_step


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))
    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    loss, acc, val_acc = WeighedMean(), Accuracy(), Accuracy()
    train_step = make_train_step(model, optimizer, loss_fn, acc)
    test_step = make_test_step(model, val_acc)
    history = {"loss": np.zeros(epochs), "accuracy": np.zeros(epochs), "val_accuracy": np.zeros(epochs)}
    for e in range(epochs):
        for m in (loss, acc, val_acc):
            m.reset()
        for step, (x, y) in enumerate(train_data):
            value = train_step(x, y)
            loss.add(value, tf.size(y))
            # if step % 200 == 0: print(step, float(value))
        for x, y in val_data:
            test_step(x, y)
        history["loss"][e] = loss.read()
        history["accuracy"][e] = acc.read()
        history["val_accuracy"][e] = val_acc.read()
    return history


def accumulate_gradients(model, loss_fn, batches):
    flat, n = 0.0, 0
    shapes = [v.shape for v in model.trainable_variables]
    for x, y in batches:
        with tf.GradientTape() as tape:
            total = loss_fn(y, model(x, training=True))
            total += tf.reduce_sum([0.0] + list(model.losses))
        grads = tape.gradient(total, model.trainable_variables)
        flat = flat + len(y) * tf.concat([tf.reshape(g, [-1]) for g in grads], axis=0)
        n += len(y)
    pieces = tf.split(flat / n, [int(np.prod(s)) for s in shapes])
    return [tf.reshape(p, s) for p, s in zip(pieces, shapes)]


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    everything = keras.losses.BinaryCrossentropy(from_logits=True, reduction="sum")
    generated = generator(noise)
    with tf.GradientTape() as tape:
        f, r = discriminator(generated), discriminator(real)
        loss = everything(tf.fill(f.shape, FAKE), f) + everything(tf.fill(r.shape, REAL), r)
        loss = loss / (len(f) + len(r))
    params = discriminator.trainable_variables
    d_optimizer.apply_gradients(list(zip(tape.gradient(loss, params), params)))
    return loss


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        verdict = discriminator(generator(noise))
        loss = bce(np.full(verdict.shape, REAL, np.float32), verdict)
    params = generator.trainable_variables
    g_optimizer.apply_gradients(list(zip(tape.gradient(loss, params), params)))
    return loss


if __name__ == "__main__":
    model = make_model()
    sgd = keras.optimizers.SGD(0.05)
    sgd.build(model.trainable_variables)
    data = lambda n, seed: tf.data.Dataset.from_tensor_slices(blobs(n, seed)).batch(16)
    print(fit(model, sgd, loss_fn, data(60, 1), data(24, 2), 3))
    g, d = make_generator(), make_discriminator()
    z = tf.random.normal((12, 3))
    print(discriminator_step(g, d, keras.optimizers.SGD(0.1), ring(16, 0), z).numpy())
    print(generator_step(g, d, keras.optimizers.SGD(0.1), z).numpy())
