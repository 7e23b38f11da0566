# Цикл навчання з нуля — розв'язок українською
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
    """Пропускає входи без змін і штрафує за великі активації."""

    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.швидкість = rate

    def call(self, inputs):
        сума_квадратів = tf.einsum("bk,bk->b", inputs, inputs)
        self.add_loss(self.швидкість * tf.reduce_mean(сума_квадратів))
        return inputs


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def крок(x, y):
        with tf.GradientTape() as стрічка:
            логіти = model(x, training=True)
            втрата = loss_fn(y, логіти) + sum(model.losses)
        змінні = model.trainable_variables
        градієнти = стрічка.gradient(втрата, змінні)
        metric.update_state(y, логіти)
        optimizer.apply_gradients(zip(градієнти, змінні))
        return втрата

    return крок


def make_test_step(model, metric):
    @tf.function
    def перевірка(x, y):
        логіти = model(x, training=False)
        metric.update_state(y, логіти)
        return логіти

    return перевірка


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    історія = dict(loss=[], accuracy=[], val_accuracy=[])
    for епоха in range(epochs):
        # нові метрики щоразу — тоді й скидати нічого не треба,
        # але кроки доводиться робити наново
        точність = tf.keras.metrics.SparseCategoricalAccuracy()
        точність_перевірки = tf.keras.metrics.SparseCategoricalAccuracy()
        крок = make_train_step(model, optimizer, loss_fn, точність)
        перевірка = make_test_step(model, точність_перевірки)
        сума, усього = 0.0, 0
        for x, y in train_data:
            скільки = len(x)
            сума += скільки * крок(x, y).numpy()
            усього += скільки
        for x, y in val_data:
            перевірка(x, y)
        історія["loss"].append(сума / усього)
        історія["accuracy"].append(точність.result().numpy())
        історія["val_accuracy"].append(точність_перевірки.result().numpy())
    return історія


def accumulate_gradients(model, loss_fn, batches):
    змінні = model.trainable_variables
    пари = [(x, y) for x, y in batches]
    усього = sum(len(y) for _, y in пари)
    відповідь = [0.0] * len(змінні)
    for x, y in пари:
        частка = len(y) / усього     # більший пакет важить більше
        with tf.GradientTape() as стрічка:
            втрата = loss_fn(y, model(x, training=True))
            втрата += sum(model.losses)
        for номер, градієнт in enumerate(стрічка.gradient(втрата, змінні)):
            відповідь[номер] = відповідь[номер] + частка * градієнт
    return відповідь


def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    підробки = generator(noise)
    усі = tf.concat([tf.cast(real, tf.float32), підробки], axis=0)
    мітки = np.concatenate([np.full((len(real), 1), REAL), np.full((len(noise), 1), FAKE)])
    with tf.GradientTape() as стрічка:
        втрата = bce(мітки.astype("float32"), discriminator(усі))
    градієнти = стрічка.gradient(втрата, discriminator.trainable_variables)
    d_optimizer.apply_gradients(zip(градієнти, discriminator.trainable_variables))
    return втрата


def generator_step(generator, discriminator, g_optimizer, noise):
    with tf.GradientTape() as стрічка:
        відповіді = discriminator(generator(noise))
        # генератор хоче, щоб підробки вважали справжніми
        втрата = bce(tf.zeros_like(відповіді) + REAL, відповіді)
    градієнти = стрічка.gradient(втрата, generator.trainable_variables)
    g_optimizer.apply_gradients(zip(градієнти, generator.trainable_variables))
    return втрата


if __name__ == "__main__":
    модель = make_model()
    оптимізатор = tf.keras.optimizers.SGD(0.1)
    оптимізатор.build(модель.trainable_variables)
    навчальні = tf.data.Dataset.from_tensor_slices(blobs(60, 3)).batch(16)
    перевірні = tf.data.Dataset.from_tensor_slices(blobs(24, 4)).batch(16)
    історія = fit(модель, оптимізатор, loss_fn, навчальні, перевірні, 2)
    for назва in історія:
        print(назва, [round(float(число), 4) for число in історія[назва]])
    г, д = make_generator(), make_discriminator()
    о1, о2 = tf.keras.optimizers.SGD(0.1), tf.keras.optimizers.SGD(0.1)
    шум = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
    print("розрізнювач:", float(discriminator_step(г, д, о1, ring(16, 0), шум)))
    print("генератор:", float(generator_step(г, д, о2, шум)))
