# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Цикл навчання з нуля
#
# У цій вправі ви напишете частини циклу навчання: шар із власними втратами, скомпільовані кроки навчання
# і перевірки, епохи з історією, градієнти кількох пакетів (batch) і два кроки GAN.
#
# Дописати треба сім частин: замініть кожне `raise NotImplementedError` власним кодом і не змінюйте назв та
# аргументів. Що саме має робити частина, сказано в її описі (docstring). Решта вже готова. Перевіряйте себе
# командою `grade` скільки завгодно разів, навіть коли написано ще не все.

# %%
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## Дані
#
# `blobs` дає три класи точок у чотирьох вимірах, а `ring` — точки навколо кола для GAN. Обидві функції втрат
# очікують **логіти** (logits): числа до softmax чи сигмоїди.

# %%
# Код готовий: у цій комірці нічого змінювати не треба.
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
# Мітки для дискримінатора: згенеровані точки мають 1.
REAL, FAKE = 0.0, 1.0


def blobs(n, seed):
    """Повертає n точок трьох класів: x типу float32 форми (n, 4) і y типу int32 з класами 0, 1, 2."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n).astype(np.int32)
    centres = np.array([[1, 0, 1, 0], [-1, 1, 0, 1], [0, -1, -1, -1]])
    return (centres[y] + rng.normal(0.0, 0.8, (n, 4))).astype(np.float32), y


def ring(n, seed):
    """Повертає n точок поблизу кола радіуса 2: float32 форми (n, 2)."""
    rng = np.random.default_rng(seed)
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, n), rng.normal(2.0, 0.1, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


# %% [markdown]
# ## 1. Шар, що додає втрати
#
# Шар може додати до втрат власний доданок методом `self.add_loss`. Цей шар тримає активації мережі малими: для
# пакета з $N$ прикладів $a_1, \ldots, a_N$ він додає
#
# $$\text{rate} \cdot \frac{1}{N} \sum_{i=1}^{N} \sum_{j} a_{ij}^2$$
#
# і передає вхід далі. Це середнє за пакетом, щоб потім можна було поєднувати частини пакета.


# %%
class ActivityRegularization(tf.keras.layers.Layer):
    """Повертає вхід незмінним і за кожного виклику додає одні втрати.

    Втрати — це `rate`, помножений на середнє за пакетом від суми квадратів чисел прикладу. Після виклику
    в `layer.losses` є саме цей один елемент. Вхід має форму (batch, k) для будь-якого k.
    """

    def __init__(self, rate=0.01, **kwargs):
        """Запам’ятовує rate, а інші аргументи, наприклад `name`, передає Keras."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, inputs):
        """Додає втрати для цього входу й повертає вхід."""
        raise NotImplementedError


# %%
# Код готовий: мережа, у якій ваш шар стоїть між двома іншими.
def make_model():
    """Повертає нову модель: 4 числа, 16 вузлів, ваш шар, 3 логіти."""
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(4,)),
            tf.keras.layers.Dense(16, activation="relu"),
            ActivityRegularization(0.01),
            tf.keras.layers.Dense(3),
        ]
    )


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    layer = ActivityRegularization(0.1)
    layer(tf.constant([[1.0, 2.0], [3.0, 0.0]]))
    print("втрати, має бути [0.7]:", [float(value) for value in layer.losses])

# %% [markdown]
# ## 2. Крок навчання
#
# `tf.function` перетворює функцію Python на граф. Python виконує функцію лише під час **трасування** (tracing): раз
# чи кілька разів для кожної форми аргументів; далі виконується граф. Тож створюйте скомпільовану функцію один раз
# і не робіть у ній того, що вміє лише Python, наприклад не додавайте елементів до списку.


# %%
def make_train_step(model, optimizer, loss_fn, metric):
    """Повертає скомпільовану функцію `train_step(x, y)`, що робить одне оновлення моделі.

    Повні втрати — це `loss_fn(y, logits)` плюс сума `model.losses`, де `logits` — це `model(x, training=True)`;
    модель може й не мати власних втрат. Крок застосовує переданим оптимізатором градієнти повних втрат за
    `model.trainable_variables`, оновлює `metric` парою `(y, logits)` з того самого прямого проходу й повертає
    повні втрати: скаляр, обчислений до оновлення. Коли кожну форму пакета вже двічі бачили, подальші виклики
    не виконують коду моделі в Python.
    """
    raise NotImplementedError


# %% [markdown]
# ## 3. Крок перевірки


# %%
def make_test_step(model, metric):
    """Повертає скомпільовану функцію `test_step(x, y)`, що перевіряє модель на одному пакеті.

    Вона оновлює `metric` парою `(y, model(x, training=False))` і більше нічого не змінює. Скомпільована вона
    так само, як крок навчання; що вона повертає, вирішуєте ви.
    """
    raise NotImplementedError


# %% [markdown]
# ## 4. Епохи
#
# Епоха (epoch) — один прохід по навчальних даних, а за ним один по даних для перевірки. Останній пакет часто менший
# за інші, але його приклади не повинні важити більше.


# %%
def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    """Навчає й перевіряє модель кілька епох і повертає історію.

    У кожній епосі робить крок навчання для кожного пакета `train_data` по порядку, а потім крок перевірки для
    кожного пакета `val_data`; обидва — `tf.data.Dataset` з пар (x, y). Повертає словник списків, у яких кожній
    епосі відповідає одне число: `loss` — середні повні втрати, де кожен приклад враховується один раз (втрати
    пакета множаться на його розмір, а сума ділиться на кількість прикладів), `accuracy` і `val_accuracy` —
    точність `SparseCategoricalAccuracy`. У кожній епосі все рахується заново.
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    train_data = tf.data.Dataset.from_tensor_slices(blobs(200, seed=1)).batch(32)
    val_data = tf.data.Dataset.from_tensor_slices(blobs(100, seed=2)).batch(32)
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.1)
    optimizer.build(model.trainable_variables)
    history = fit(model, optimizer, loss_fn, train_data, val_data, epochs=10)
    for name, values in history.items():
        print(name, [round(float(value), 3) for value in values])

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(history["loss"]) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, history["loss"], "C2.-")
    right.plot(epochs, history["accuracy"], "C0.-", label="accuracy")
    right.plot(epochs, history["val_accuracy"], "C1.-", label="val_accuracy")
    left.set_xlabel("епоха")
    left.set_ylabel("втрати")
    right.set_xlabel("епоха")
    right.legend()
    plt.show()

# %% [markdown]
# ## 5. Градієнти кількох пакетів
#
# Якщо пакет не вміщується в пам’ять, його градієнти обчислюють частинами. Кожна частина дає середні за своїми
# прикладами, а разом вони мають дати середнє за всіма.


# %%
def accumulate_gradients(model, loss_fn, batches):
    """Повертає градієнти всіх прикладів із `batches`, ніби вони були одним пакетом.

    Це градієнти повних втрат, як у `make_train_step` (з `training=True` і `model.losses`): список, у якому кожній
    із `model.trainable_variables` відповідає один градієнт, у тому самому порядку. `batches` — список або набір
    даних із пар (x, y) будь-яких розмірів, і кожен пакет важить стільки, скільки в ньому прикладів. Нічого не
    змінюється.
    """
    raise NotImplementedError


# %% [markdown]
# ## 6. Крок дискримінатора
#
# У GAN **генератор** робить точки з шуму, а **дискримінатор** відрізняє їх від справжніх. Їх навчають по черзі,
# кожного власним оптимізатором.

# %%
# Код готовий: дві мережі.
NOISE = 3


def make_generator():
    """Повертає новий генератор: 3 числа шуму, 16 вузлів, точка площини."""
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input(shape=(NOISE,)), layers.Dense(16, activation="relu"), layers.Dense(2)])


def make_discriminator():
    """Повертає новий дискримінатор: точка площини, 16 вузлів, один логіт мітки `FAKE`."""
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input(shape=(2,)), layers.Dense(16, activation="relu"), layers.Dense(1)])


# %%
def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    """Робить одне оновлення лише дискримінатора й повертає його втрати.

    Втрати — бінарна перехресна ентропія з логітів, середнє за всіма точками разом: точки `generator(noise)` мають
    мітку `FAKE`, а точки `real` — мітку `REAL`, хоч би скільки було тих і тих. Повертаються втрати до оновлення.
    """
    raise NotImplementedError


# %% [markdown]
# ## 7. Крок генератора
#
# Генератор досягає свого, коли дискримінатор помиляється: його точки мають здаватися справжніми.


# %%
def generator_step(generator, discriminator, g_optimizer, noise):
    """Робить одне оновлення лише генератора й повертає його втрати.

    Втрати — середня бінарна перехресна ентропія з логітів, які дискримінатор дає для `generator(noise)`, з міткою
    `REAL`. Повертаються втрати до оновлення.
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    generator, discriminator = make_generator(), make_discriminator()
    g_optimizer, d_optimizer = tf.keras.optimizers.Adam(0.005), tf.keras.optimizers.Adam(0.005)
    g_optimizer.build(generator.trainable_variables)
    d_optimizer.build(discriminator.trainable_variables)
    real = tf.constant(ring(256, seed=3))
    rng = np.random.default_rng(4)
    for step in range(300):
        noise = tf.constant(rng.normal(size=(256, NOISE)).astype(np.float32))
        d_loss = discriminator_step(generator, discriminator, d_optimizer, real, noise)
        g_loss = generator_step(generator, discriminator, g_optimizer, noise)
        if step % 50 == 0:
            print(step, float(d_loss), float(g_loss))

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    points = generator(noise)
    plt.plot(real[:, 0], real[:, 1], ".", label="справжні")
    plt.plot(points[:, 0], points[:, 1], ".", label="згенеровані")
    plt.axis("equal")
    plt.legend()
    plt.show()
