import numpy as np, tensorflow as tf

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
        super().__init__(**kwargs); self.rate = rate

    def call(self, inputs):
        self.add_loss(2 * self.rate * tf.nn.l2_loss(inputs) / tf.cast(tf.shape(inputs)[0], tf.float32))
        return inputs

def forward(model, loss_fn, x, y):
    z = model(x, training=True)
    return sum(model.losses, loss_fn(y, z)), z

def update(optimizer, tape, loss, model):
    vs = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, vs), vs))

def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def f(x, y):
        with tf.GradientTape() as t: l, z = forward(model, loss_fn, x, y)
        update(optimizer, t, l, model); metric.update_state(y, z)
        return l
    return f

def make_test_step(model, metric):
    @tf.function
    def f(x, y): metric.update_state(y, model(x, training=False))
    return f

def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    a, b = [tf.keras.metrics.SparseCategoricalAccuracy() for _ in '12']
    tr, te = make_train_step(model, optimizer, loss_fn, a), make_test_step(model, b)
    h = []
    for _ in range(epochs):
        a.reset_state(); b.reset_state()
        l, n = np.array([(tr(x, y).numpy(), len(y)) for x, y in train_data]).T
        for xy in val_data: te(*xy)
        h.append((l @ n / n.sum(), a.result().numpy(), b.result().numpy()))
    return dict(zip(('loss', 'accuracy', 'val_accuracy'), zip(*h)))

def accumulate_gradients(model, loss_fn, batches):
    with tf.GradientTape() as t:
        ls, ns = zip(*[(forward(model, loss_fn, x, y)[0] * len(y), len(y)) for x, y in batches])
        l = sum(ls) / sum(ns)
    return t.gradient(l, model.trainable_variables)

xent = lambda z, label: tf.nn.sigmoid_cross_entropy_with_logits(tf.ones_like(z) * label, z)

def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as t:
        l = tf.reduce_mean(tf.concat([xent(discriminator(real), REAL), xent(discriminator(generator(noise)), FAKE)], 0))
    update(d_optimizer, t, l, discriminator)
    return l

def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as t: l = tf.reduce_mean(xent(discriminator(generator(noise)), REAL))
    update(g_optimizer, t, l, generator)
    return l

if __name__ == '__main__':
    m = make_model(); o = tf.keras.optimizers.SGD(.1); o.build(m.trainable_variables)
    d = lambda n, s: tf.data.Dataset.from_tensor_slices(blobs(n, s)).batch(16)
    print(fit(m, o, loss_fn, d(60, 0), d(24, 1), 3))
    g, c = make_generator(), make_discriminator()
    print(discriminator_step(g, c, tf.keras.optimizers.SGD(.1), ring(16, 1), np.ones((12, 3), 'f')),
          generator_step(g, c, tf.keras.optimizers.SGD(.1), np.ones((12, 3), 'f')))
