import numpy as np
import tensorflow as tf

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


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super(ActivityRegularization, self).__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = inputs * inputs
        n = tf.cast(tf.shape(inputs)[0], inputs.dtype)
        self.add_loss(self.rate * tf.reduce_sum(squares) / n)
        return inputs

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}


def total_loss(model, loss_fn, x, y):
    logits = model(x, training=True)
    value = loss_fn(y, logits)
    for extra in model.losses:
        value = value + extra
    return value, logits


def make_train_step(model, optimizer, loss_fn, metric):
    def train_step(x, y):
        with tf.GradientTape() as tape:
            value, logits = total_loss(model, loss_fn, x, y)
        metric.update_state(y, logits)
        g = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(g, model.trainable_variables))
        return value

    return tf.function(train_step, reduce_retracing=True)


def make_test_step(model, metric):
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))
        return tf.constant(0)

    return tf.function(test_step, reduce_retracing=True)


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    # counted by hand: the compiled functions return numbers of right answers
    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value, logits = total_loss(model, loss_fn, x, y)
        g = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(g, model.trainable_variables))
        return value, tf.argmax(logits, axis=1)

    @tf.function
    def answer(x):
        return tf.argmax(model(x, training=False), axis=1)

    losses, accuracies, val_accuracies = [], [], []
    for _ in range(epochs):
        loss_sum, right, n = 0.0, 0, 0
        for x, y in train_data:
            value, guess = step(x, y)
            size = int(y.shape[0])
            loss_sum += float(value) * size
            right += int(np.sum(guess.numpy() == y.numpy()))
            n += size
        losses.append(loss_sum / n)
        accuracies.append(right / n)
        right = n = 0
        for x, y in val_data:
            right += int(np.sum(answer(x).numpy() == y.numpy()))
            n += int(y.shape[0])
        val_accuracies.append(right / n)
    return losses, accuracies, val_accuracies


def accumulate_gradients(model, loss_fn, batches):
    sums = None
    count = 0
    for x, y in batches:
        size = int(np.shape(x)[0])
        with tf.GradientTape() as tape:
            value, _ = total_loss(model, loss_fn, x, y)
            value = value * size
        g = [np.array(a) for a in tape.gradient(value, model.trainable_variables)]
        sums = g if sums is None else [s + a for s, a in zip(sums, g)]
        count += size
    return [s / count for s in sums]


def softplus_loss(logits, label):
    """-log of the probability of the label, an entry an example."""
    return tf.nn.softplus(-logits) if label == 1.0 else tf.nn.softplus(logits)


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    fakes = generator(noise)
    with tf.GradientTape() as tape:
        on_fakes = softplus_loss(discriminator(fakes), FAKE)
        on_reals = softplus_loss(discriminator(real), REAL)
        count = on_fakes.shape[0] + on_reals.shape[0]
        value = (tf.reduce_sum(on_fakes) + tf.reduce_sum(on_reals)) / count
    g = tape.gradient(value, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(g, discriminator.trainable_variables))
    return float(value)


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as tape:
        value = tf.reduce_mean(softplus_loss(discriminator(generator(noise)), REAL))
    g = tape.gradient(value, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(g, generator.trainable_variables))
    return float(value)


if __name__ == "__main__":
    model = make_model()
    sgd = tf.keras.optimizers.SGD(0.1, momentum=0.9)
    sgd.build(model.trainable_variables)
    to_data = lambda xy: tf.data.Dataset.from_tensor_slices(xy).batch(16)
    for row in zip(*fit(model, sgd, loss_fn, to_data(blobs(60, 0)), to_data(blobs(24, 1)), 4)):
        print("loss %.4f  accuracy %.3f  val_accuracy %.3f" % row)
    print([a.shape for a in accumulate_gradients(model, loss_fn, [blobs(5, 1), blobs(9, 2)])])
    g, d = make_generator(), make_discriminator()
    print(discriminator_step(g, d, tf.keras.optimizers.SGD(0.1), ring(16, 0), np.random.randn(12, 3).astype("float32")))
    print(generator_step(g, d, tf.keras.optimizers.SGD(0.1), np.random.randn(12, 3).astype("float32")))
