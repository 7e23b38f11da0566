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
#| en
# # A training loop from scratch
#
# In this exercise you write the parts of a training loop: a layer with a loss of its own, compiled steps of training
# and validation, epochs with a history, gradients over several batches, and the two steps of a GAN.
#
# Seven parts are yours to write: replace each `raise NotImplementedError` with your own code, and keep the names
# and arguments. The docstring of each part says exactly what it must do. Everything else is ready. Run `grade` as
# often as you like, even before every part is written.
#| uk
# # Цикл навчання з нуля
#
# У цій вправі ви напишете частини циклу навчання: шар із власними втратами, скомпільовані кроки навчання
# і перевірки, епохи з історією, градієнти кількох пакетів (batch) і два кроки GAN.
#
# Дописати треба сім частин: замініть кожне `raise NotImplementedError` власним кодом і не змінюйте назв та
# аргументів. Що саме має робити частина, сказано в її описі (docstring). Решта вже готова. Перевіряйте себе
# командою `grade` скільки завгодно разів, навіть коли написано ще не все.
#| end

# %%
import numpy as np
import tensorflow as tf

# %% [markdown]
#| en
# ## The data
#
# `blobs` gives three classes of points in four dimensions, and `ring` gives points around a circle for the GAN. Both
# losses expect **logits**, the numbers before softmax or sigmoid.
#| uk
# ## Дані
#
# `blobs` дає три класи точок у чотирьох вимірах, а `ring` — точки навколо кола для GAN. Обидві функції втрат
# очікують **логіти** (logits): числа до softmax чи сигмоїди.
#| end

# %%
#| en
# Ready to use: there is nothing to change in this cell.
#| uk
# Код готовий: у цій комірці нічого змінювати не треба.
#| end
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
#| en
# The labels for the discriminator: generated points are 1.
#| uk
# Мітки для дискримінатора: згенеровані точки мають 1.
#| end
REAL, FAKE = 0.0, 1.0


def blobs(n, seed):
    #| en
    """Return n points of three classes: x, float32 of shape (n, 4), and y, int32 with the classes 0, 1, 2."""
    #| uk
    """Повертає n точок трьох класів: x типу float32 форми (n, 4) і y типу int32 з класами 0, 1, 2."""
    #| end
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n).astype(np.int32)
    centres = np.array([[1, 0, 1, 0], [-1, 1, 0, 1], [0, -1, -1, -1]])
    return (centres[y] + rng.normal(0.0, 0.8, (n, 4))).astype(np.float32), y


def ring(n, seed):
    #| en
    """Return n points near the circle of radius 2, float32 of shape (n, 2)."""
    #| uk
    """Повертає n точок поблизу кола радіуса 2: float32 форми (n, 2)."""
    #| end
    rng = np.random.default_rng(seed)
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, n), rng.normal(2.0, 0.1, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


# %% [markdown]
#| en
# ## 1. A layer that adds a loss
#
# A layer can add a term to the loss with `self.add_loss`. This one keeps the activities of a network small: for a
# batch of $N$ examples $a_1, \ldots, a_N$ it adds
#| uk
# ## 1. Шар, що додає втрати
#
# Шар може додати до втрат власний доданок методом `self.add_loss`. Цей шар тримає активації мережі малими: для
# пакета з $N$ прикладів $a_1, \ldots, a_N$ він додає
#| end
#
# $$\text{rate} \cdot \frac{1}{N} \sum_{i=1}^{N} \sum_{j} a_{ij}^2$$
#
#| en
# and passes its inputs on. It is a mean over the batch, so that parts of a batch can be combined later.
#| uk
# і передає вхід далі. Це середнє за пакетом, щоб потім можна було поєднувати частини пакета.
#| end


# %%
class ActivityRegularization(tf.keras.layers.Layer):
    #| en
    """Return the inputs unchanged, and add one loss at every call.

    The loss is `rate` times the mean over the batch of the sum of squares of an example's numbers. After a call,
    `layer.losses` has that one entry. Inputs have the shape (batch, k), for any k.
    """
    #| uk
    """Повертає вхід незмінним і за кожного виклику додає одні втрати.

    Втрати — це `rate`, помножений на середнє за пакетом від суми квадратів чисел прикладу. Після виклику
    в `layer.losses` є саме цей один елемент. Вхід має форму (batch, k) для будь-якого k.
    """
    #| end

    def __init__(self, rate=0.01, **kwargs):
        #| en
        """Keep the rate, and pass the other arguments, such as `name`, on to Keras."""
        #| uk
        """Запам’ятовує rate, а інші аргументи, наприклад `name`, передає Keras."""
        #| end
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, inputs):
        #| en
        """Add the loss of these inputs, and return them."""
        #| uk
        """Додає втрати для цього входу й повертає вхід."""
        #| end
        raise NotImplementedError


# %%
#| en
# Ready to use: a network with your layer between two others.
#| uk
# Код готовий: мережа, у якій ваш шар стоїть між двома іншими.
#| end
def make_model():
    #| en
    """Return a new model: 4 numbers, 16 units, your layer, 3 logits."""
    #| uk
    """Повертає нову модель: 4 числа, 16 вузлів, ваш шар, 3 логіти."""
    #| end
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(4,)),
            tf.keras.layers.Dense(16, activation="relu"),
            ActivityRegularization(0.01),
            tf.keras.layers.Dense(3),
        ]
    )


# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    layer = ActivityRegularization(0.1)
    layer(tf.constant([[1.0, 2.0], [3.0, 0.0]]))
    #| en
    print("losses, expected [0.7]:", [float(value) for value in layer.losses])
    #| uk
    print("втрати, має бути [0.7]:", [float(value) for value in layer.losses])
    #| end

# %% [markdown]
#| en
# ## 2. A step of training
#
# `tf.function` turns a Python function into a graph. Python runs the function only while it is **traced**, once or a
# few times for each shape of its arguments; later calls run the graph. So create the compiled function once, and do
# nothing in it that only Python can do, such as appending to a list.
#| uk
# ## 2. Крок навчання
#
# `tf.function` перетворює функцію Python на граф. Python виконує функцію лише під час **трасування** (tracing): раз
# чи кілька разів для кожної форми аргументів; далі виконується граф. Тож створюйте скомпільовану функцію один раз
# і не робіть у ній того, що вміє лише Python, наприклад не додавайте елементів до списку.
#| end


# %%
def make_train_step(model, optimizer, loss_fn, metric):
    #| en
    """Return a compiled function `train_step(x, y)` that makes one update of the model.

    The total loss is `loss_fn(y, logits)` plus the sum of `model.losses`, where `logits` are
    `model(x, training=True)`; a model may have no losses. The step applies the gradients of the total loss for
    `model.trainable_variables` with the given optimizer, updates `metric` with `(y, logits)` of that same forward
    pass, and returns the total loss, a scalar from before the update. When each shape of batch has been seen
    twice, further calls run no Python code of the model.
    """
    #| uk
    """Повертає скомпільовану функцію `train_step(x, y)`, що робить одне оновлення моделі.

    Повні втрати — це `loss_fn(y, logits)` плюс сума `model.losses`, де `logits` — це `model(x, training=True)`;
    модель може й не мати власних втрат. Крок застосовує переданим оптимізатором градієнти повних втрат за
    `model.trainable_variables`, оновлює `metric` парою `(y, logits)` з того самого прямого проходу й повертає
    повні втрати: скаляр, обчислений до оновлення. Коли кожну форму пакета вже двічі бачили, подальші виклики
    не виконують коду моделі в Python.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 3. A step of validation
#| uk
# ## 3. Крок перевірки
#| end


# %%
def make_test_step(model, metric):
    #| en
    """Return a compiled function `test_step(x, y)` that validates the model on a batch.

    It updates `metric` with `(y, model(x, training=False))` and changes nothing else. It is compiled like the
    train step; what it returns is up to you.
    """
    #| uk
    """Повертає скомпільовану функцію `test_step(x, y)`, що перевіряє модель на одному пакеті.

    Вона оновлює `metric` парою `(y, model(x, training=False))` і більше нічого не змінює. Скомпільована вона
    так само, як крок навчання; що вона повертає, вирішуєте ви.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 4. Epochs
#
# An epoch is one pass over the training data, followed by one over the validation data. The last batch is often
# smaller than the others: its examples must not count more than theirs.
#| uk
# ## 4. Епохи
#
# Епоха (epoch) — один прохід по навчальних даних, а за ним один по даних для перевірки. Останній пакет часто менший
# за інші, але його приклади не повинні важити більше.
#| end


# %%
def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    #| en
    """Train and validate the model for some epochs, and return the history.

    In each epoch, make a train step for every batch of `train_data` in order, then a test step for every batch of
    `val_data`; both are `tf.data.Dataset`s of pairs (x, y). Return a dict of lists with one number for each epoch:
    `loss`, the mean total loss in which each example counts once (the loss of a batch times its size, over the
    number of examples), and `accuracy` and `val_accuracy`, both `SparseCategoricalAccuracy`. All of them start
    again in each epoch.
    """
    #| uk
    """Навчає й перевіряє модель кілька епох і повертає історію.

    У кожній епосі робить крок навчання для кожного пакета `train_data` по порядку, а потім крок перевірки для
    кожного пакета `val_data`; обидва — `tf.data.Dataset` з пар (x, y). Повертає словник списків, у яких кожній
    епосі відповідає одне число: `loss` — середні повні втрати, де кожен приклад враховується один раз (втрати
    пакета множаться на його розмір, а сума ділиться на кількість прикладів), `accuracy` і `val_accuracy` —
    точність `SparseCategoricalAccuracy`. У кожній епосі все рахується заново.
    """
    #| end
    raise NotImplementedError


# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
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
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(history["loss"]) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, history["loss"], "C2.-")
    right.plot(epochs, history["accuracy"], "C0.-", label="accuracy")
    right.plot(epochs, history["val_accuracy"], "C1.-", label="val_accuracy")
    #| en
    left.set_xlabel("epoch")
    left.set_ylabel("loss")
    right.set_xlabel("epoch")
    #| uk
    left.set_xlabel("епоха")
    left.set_ylabel("втрати")
    right.set_xlabel("епоха")
    #| end
    right.legend()
    plt.show()

# %% [markdown]
#| en
# ## 5. Gradients of several batches
#
# If a batch is too large for the memory, its gradients are computed in pieces. Each piece gives means over its own
# examples; together they must give the mean over all of them.
#| uk
# ## 5. Градієнти кількох пакетів
#
# Якщо пакет не вміщується в пам’ять, його градієнти обчислюють частинами. Кожна частина дає середні за своїми
# прикладами, а разом вони мають дати середнє за всіма.
#| end


# %%
def accumulate_gradients(model, loss_fn, batches):
    #| en
    """Return the gradients of all examples of `batches`, as though they were one batch.

    They are the gradients of the total loss of `make_train_step` (with `training=True` and `model.losses`): a list
    with one gradient for each of `model.trainable_variables`, in that order. `batches` is a list or a dataset of
    pairs (x, y) of any sizes, and each batch weighs by its size. Nothing is changed.
    """
    #| uk
    """Повертає градієнти всіх прикладів із `batches`, ніби вони були одним пакетом.

    Це градієнти повних втрат, як у `make_train_step` (з `training=True` і `model.losses`): список, у якому кожній
    із `model.trainable_variables` відповідає один градієнт, у тому самому порядку. `batches` — список або набір
    даних із пар (x, y) будь-яких розмірів, і кожен пакет важить стільки, скільки в ньому прикладів. Нічого не
    змінюється.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 6. The discriminator's step
#
# In a GAN, a **generator** makes points out of noise, and a **discriminator** tells them from real ones. They are
# trained in turns, each with an optimizer of its own.
#| uk
# ## 6. Крок дискримінатора
#
# У GAN **генератор** робить точки з шуму, а **дискримінатор** відрізняє їх від справжніх. Їх навчають по черзі,
# кожного власним оптимізатором.
#| end

# %%
#| en
# Ready to use: the two networks.
#| uk
# Код готовий: дві мережі.
#| end
NOISE = 3


def make_generator():
    #| en
    """Return a new generator: noise of 3 numbers, 16 units, a point in the plane."""
    #| uk
    """Повертає новий генератор: 3 числа шуму, 16 вузлів, точка площини."""
    #| end
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input(shape=(NOISE,)), layers.Dense(16, activation="relu"), layers.Dense(2)])


def make_discriminator():
    #| en
    """Return a new discriminator: a point in the plane, 16 units, one logit of the label `FAKE`."""
    #| uk
    """Повертає новий дискримінатор: точка площини, 16 вузлів, один логіт мітки `FAKE`."""
    #| end
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input(shape=(2,)), layers.Dense(16, activation="relu"), layers.Dense(1)])


# %%
def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    #| en
    """Make one update of the discriminator alone, and return its loss.

    The loss is the binary cross-entropy from logits, a mean over all points together: those of `generator(noise)`
    with the label `FAKE`, and those of `real` with the label `REAL`, however many there are of each. Return it as
    it was before the update.
    """
    #| uk
    """Робить одне оновлення лише дискримінатора й повертає його втрати.

    Втрати — бінарна перехресна ентропія з логітів, середнє за всіма точками разом: точки `generator(noise)` мають
    мітку `FAKE`, а точки `real` — мітку `REAL`, хоч би скільки було тих і тих. Повертаються втрати до оновлення.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 7. The generator's step
#
# The generator is right when the discriminator is wrong: its points should be taken for real.
#| uk
# ## 7. Крок генератора
#
# Генератор досягає свого, коли дискримінатор помиляється: його точки мають здаватися справжніми.
#| end


# %%
def generator_step(generator, discriminator, g_optimizer, noise):
    #| en
    """Make one update of the generator alone, and return its loss.

    The loss is the mean binary cross-entropy from logits that the discriminator has for `generator(noise)` and the
    label `REAL`. Return it as it was before the update.
    """
    #| uk
    """Робить одне оновлення лише генератора й повертає його втрати.

    Втрати — середня бінарна перехресна ентропія з логітів, які дискримінатор дає для `generator(noise)`, з міткою
    `REAL`. Повертаються втрати до оновлення.
    """
    #| end
    raise NotImplementedError


# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
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
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    points = generator(noise)
    #| en
    plt.plot(real[:, 0], real[:, 1], ".", label="real")
    plt.plot(points[:, 0], points[:, 1], ".", label="generated")
    #| uk
    plt.plot(real[:, 0], real[:, 1], ".", label="справжні")
    plt.plot(points[:, 0], points[:, 1], ".", label="згенеровані")
    #| end
    plt.axis("equal")
    plt.legend()
    plt.show()
