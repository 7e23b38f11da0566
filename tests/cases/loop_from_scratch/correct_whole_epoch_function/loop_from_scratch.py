# the loop over the data is inside the tf.function, so autograph turns it into a tf.while_loop
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
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        mean_of_each_number = tf.reduce_mean(tf.square(inputs), axis=0)
        self.add_loss(self.rate * tf.reduce_sum(mean_of_each_number))
        return tf.identity(inputs)


def _step(model, optimizer, loss_fn, metric, x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = loss_fn(y, logits)
        loss = tf.add_n([loss] + model.losses)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    metric.update_state(y, logits)
    return loss


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        return _step(model, optimizer, loss_fn, metric, x, y)
    return train_step


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        metric.update_state(y, model(x, training=False))
        return metric.result()
    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    train_acc = tf.keras.metrics.SparseCategoricalAccuracy()
    val_acc = tf.keras.metrics.SparseCategoricalAccuracy()

    @tf.function
    def train_epoch():
        total = 0.0
        count = 0.0
        for x, y in train_data:
            n = tf.cast(tf.shape(x)[0], tf.float32)
            total += n * _step(model, optimizer, loss_fn, train_acc, x, y)
            count += n
        return total / count

    @tf.function
    def val_epoch():
        for x, y in val_data:
            val_acc.update_state(y, model(x, training=False))

    history = {}
    for epoch in range(epochs):
        train_acc.reset_state()
        val_acc.reset_state()
        loss = train_epoch()
        val_epoch()
        history.setdefault("loss", []).append(loss)
        history.setdefault("accuracy", []).append(train_acc.result())
        history.setdefault("val_accuracy", []).append(val_acc.result())
    return history


def accumulate_gradients(model, loss_fn, batches):
    if isinstance(batches, tf.data.Dataset):
        batches = list(batches)
    sizes = np.array([len(y) for _, y in batches], dtype=np.float32)
    weights = sizes / sizes.sum()
    total = None
    for w, (x, y) in zip(weights, batches):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = w * tf.add_n([loss_fn(y, logits)] + model.losses)
        grads = tape.gradient(loss, model.trainable_variables)
        if total is None:
            total = grads
        else:
            total = [t + g for t, g in zip(total, grads)]
    return total


@tf.function
def _discriminator_loss(generator, discriminator, real, noise):
    fake = generator(noise)
    x = tf.concat([fake, real], axis=0)
    y = tf.concat([tf.fill([tf.shape(fake)[0], 1], FAKE), tf.fill([tf.shape(real)[0], 1], REAL)], axis=0)
    return bce(y, discriminator(x))


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    real = tf.convert_to_tensor(real)
    noise = tf.convert_to_tensor(noise)
    with tf.GradientTape() as tape:
        loss = _discriminator_loss(generator, discriminator, real, noise)
    w = discriminator.trainable_weights
    d_optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
    return loss


def generator_step(generator, discriminator, g_optimizer, noise):
    discriminator.trainable = False       # as in the old Keras GANs
    try:
        with tf.GradientTape() as tape:
            out = discriminator(generator(noise))
            loss = bce(tf.ones_like(out) * REAL, out)
        w = generator.trainable_weights
        g_optimizer.apply_gradients(zip(tape.gradient(loss, w), w))
    finally:
        discriminator.trainable = True
    return loss


if __name__ == "__main__":
    m = make_model()
    opt = tf.keras.optimizers.SGD(learning_rate=0.05)
    opt.build(m.trainable_variables)
    tr = tf.data.Dataset.from_tensor_slices(blobs(60, 0)).batch(16)
    va = tf.data.Dataset.from_tensor_slices(blobs(24, 1)).batch(16)
    h = fit(m, opt, loss_fn, tr, va, 3)
    for k in h:
        print(k, np.array(h[k]))
    g, d = make_generator(), make_discriminator()
    z = np.random.randn(12, 3).astype(np.float32)
    print(float(discriminator_step(g, d, tf.keras.optimizers.SGD(0.1), ring(16, 5), z)))
    print(float(generator_step(g, d, tf.keras.optimizers.SGD(0.1), z)))
