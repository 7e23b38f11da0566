import tensorflow as tf

loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
REAL, FAKE = 0.0, 1.0


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(self.rate * tf.reduce_mean(squares))
        return inputs


class TrainStep:
    def __init__(self, model, optimizer, loss_fn, metric):
        self.model, self.optimizer, self.loss_fn, self.metric = model, optimizer, loss_fn, metric
        self.compiled = tf.function(self.update)

    def update(self, x, y):
        with tf.GradientTape() as tape:
            logits = self.model(x, training=True)
            loss = self.loss_fn(y, logits) + tf.reduce_sum(self.model.losses or [0.0])
        gradients = tape.gradient(loss, self.model.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_weights))
        self.metric.update_state(y, logits)
        return loss

    def __call__(self, x, y):
        return self.compiled(x, y).numpy()


def make_train_step(model, optimizer, loss_fn, metric):
    return TrainStep(model, optimizer, loss_fn, metric)


def make_test_step(model, metric):
    predict = tf.function(lambda x: model(x, training=False))

    def test_step(x, y):
        metric.update_state(y, predict(x))

    return test_step


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    mean_loss = tf.keras.metrics.Mean()
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    val_accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="val_accuracy")
    train_step = make_train_step(model, optimizer, loss_fn, accuracy)
    test_step = make_test_step(model, val_accuracy)
    history = {"loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        for x, y in train_data:
            mean_loss.update_state(train_step(x, y), sample_weight=x.shape[0])
        for x, y in val_data:
            test_step(x, y)
        for name, metric in zip(history, (mean_loss, accuracy, val_accuracy)):
            history[name].append(metric.result())
            metric.reset_state()
    return history


def accumulate_gradients(model, loss_fn, batches):
    n = sum(len(x) for x, _ in batches)
    with tf.GradientTape() as tape:
        total = 0.0
        for x, y in batches:
            logits = model(x, training=True)
            total += len(x) / n * (loss_fn(y, logits) + sum(model.losses))
    return tuple(tape.gradient(total, model.trainable_variables))


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    with tf.GradientTape() as tape:
        fake_logits = discriminator(generator(noise, training=True), training=True)
        real_logits = discriminator(real, training=True)
        of_fake = bce(tf.fill(tf.shape(fake_logits), FAKE), fake_logits)
        of_real = bce(tf.fill(tf.shape(real_logits), REAL), real_logits)
        loss = (len(noise) * of_fake + len(real) * of_real) / (len(noise) + len(real))
    gradients = tape.gradient(loss, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(gradients, discriminator.trainable_variables))
    return loss


def generator_step(generator, discriminator, g_optimizer, noise):
    labels = tf.ones((len(noise), 1)) * REAL
    with tf.GradientTape() as tape:
        loss = bce(labels, discriminator(generator(noise)))
    gradients = tape.gradient(loss, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(gradients, generator.trainable_variables))
    return loss
