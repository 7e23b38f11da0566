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


# ----------------------------------------------------------------- part 1
class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        norms = tf.reduce_sum(tf.math.multiply(inputs, inputs), -1)
        self.add_loss(tf.multiply(tf.constant(self.rate, tf.float32), tf.math.reduce_mean(norms)))
        return inputs


# ----------------------------------------------------------------- part 2
def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        # persistent: the gradients of the two halves of the loss are asked for one by one
        with tf.GradientTape(persistent=True) as tape:
            logits = model(x, training=True)
            data_loss = loss_fn(y, logits)
            extra_loss = tf.zeros(())
            for one in model.losses:
                extra_loss += one
            total = data_loss + extra_loss
        variables = model.trainable_variables
        data_grads = tape.gradient(data_loss, variables)
        if model.losses:
            extra_grads = tape.gradient(extra_loss, variables)     # None where a variable has no part in it
            data_grads = [a if b is None else a + b for a, b in zip(data_grads, extra_grads)]
        del tape
        optimizer.apply_gradients(zip(data_grads, variables))
        metric.update_state(y, logits)
        return total

    return train_step


def make_test_step(model, metric):
    forward = tf.function(lambda x: model(x, training=False))

    def test_step(x, y):
        logits = forward(x)
        metric.update_state(y, logits)
        return {"logits": logits}

    return test_step


# ----------------------------------------------------------------- part 3
def run_epoch(step, data):
    weighed, n = tf.constant(0.0), 0
    for x, y in data:
        result = step(x, y)
        if not isinstance(result, dict):
            weighed += result * x.shape[0]
        n += x.shape[0]
    return (weighed / n).numpy()


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    result = ([], [], [])
    for _ in range(epochs):
        result[0].append(run_epoch(train_step, train_data))
        result[1].append(accuracy.result().numpy())
        run_epoch(test_step, val_data)
        result[2].append(val_accuracy.result().numpy())
        accuracy.reset_state()
        val_accuracy.reset_state()
    return result


# ----------------------------------------------------------------- part 4
def accumulate_gradients(model, loss_fn, batches):
    sums = [tf.Variable(tf.zeros(v.shape), trainable=False) for v in model.trainable_variables]
    count = tf.Variable(0.0, trainable=False)
    for x, y in batches:
        n = float(x.shape[0])
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            if model.losses:
                loss += tf.add_n(model.losses)
        for s, g in zip(sums, tape.gradient(loss, model.trainable_variables)):
            s.assign_add(n * g)
        count.assign_add(n)
    return [s / count for s in sums]


# ----------------------------------------------------------------- part 5
def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as gen_tape, tf.GradientTape() as disc_tape:
        fake = generator(noise)
        fake_output = discriminator(fake)
        real_output = discriminator(real)
        n_fake, n_real = float(fake.shape[0]), float(len(real))
        fake_loss = bce(FAKE * tf.ones_like(fake_output), fake_output)
        real_loss = bce(REAL * tf.ones_like(real_output), real_output)
        disc_loss = (n_fake * fake_loss + n_real * real_loss) / (n_fake + n_real)
    gradients = disc_tape.gradient(disc_loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return disc_loss


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape(persistent=True) as tape:
        output = discriminator(generator(noise))
        gen_loss = bce(tf.fill(tf.shape(output), REAL), output)
    gradients = tape.gradient(gen_loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    del tape
    return gen_loss


if __name__ == "__main__":
    train_data = tf.data.Dataset.from_tensor_slices(blobs(60, 0)).batch(16).cache()
    val_data = tf.data.Dataset.from_tensor_slices(blobs(24, 1)).batch(24)
    net = make_model()
    net.summary()
    opt = tf.keras.optimizers.SGD(0.05, momentum=0.9)
    opt.build(net.trainable_variables)
    losses, accs, val_accs = fit(net, opt, loss_fn, train_data, val_data, epochs=5)
    print(losses, accs, val_accs, sep="\n")
    try:
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
        plt.plot(losses, label="loss"); plt.plot(val_accs, label="val"); plt.legend(); plt.close()
    except ImportError:
        print("(no matplotlib, no plot)")
    gen, disc = make_generator(), make_discriminator()
    go, do = tf.keras.optimizers.SGD(0.1), tf.keras.optimizers.SGD(0.1)
    for s in range(2):
        z = tf.random.normal([12, 3])
        print(discriminator_step(gen, disc, do, ring(16, s), z).numpy(), generator_step(gen, disc, go, z).numpy())
