import tensorflow as tf

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
REAL, FAKE = 0.0, 1.0


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self._rate = rate

    def get_config(self):
        return {**super().get_config(), "rate": self._rate}

    def call(self, inputs):
        self.add_loss(self._rate * tf.reduce_mean(tf.norm(inputs, axis=-1) ** 2))
        return inputs


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            loss += sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    return train_step


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=False)
        metric.update_state(y, logits)

    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    losses, accuracies, val_accuracies = [], [], []
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, accuracy)
    for _ in range(epochs):
        total, n = tf.constant(0.0), 0
        accuracy.reset_state()
        for x, y in train_data:
            total += train_step(x, y) * tf.cast(tf.shape(x)[0], tf.float32)
            n += x.shape[0]
        losses.append(total / n)
        accuracies.append(accuracy.result().numpy())
        accuracy.reset_state()
        for x, y in val_data:
            test_step(x, y)
        val_accuracies.append(accuracy.result().numpy())
    return losses, accuracies, val_accuracies


def accumulate_gradients(model, loss_fn, batches):
    sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
    n = 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        sums = [s + len(x) * g for s, g in zip(sums, gradients)]
        n += len(x)
    return [s / n for s in sums]


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    fake = generator(noise)
    points = tf.concat([fake, real], axis=0)
    labels = tf.concat([tf.ones((len(fake), 1)) * FAKE, tf.ones((len(real), 1)) * REAL], axis=0)
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(points))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss


def generator_step(generator, discriminator, g_optimizer, noise):
    discriminator.trainable = False
    with tf.GradientTape() as tape:
        logits = discriminator(generator(noise))
        loss = bce(tf.zeros_like(logits), logits)
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    discriminator.trainable = True
    return loss
