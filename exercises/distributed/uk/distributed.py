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
# # Розподілене навчання
#
# У цій вправі ви навчите одну модель на кількох пристроях одночасно зі стратегією `tf.distribute`: спершу у власному
# циклі, а потім за допомогою `compile` і `fit`. Кожен пристрій має **репліку** (replica) моделі й отримує свою частину
# кожного пакета (batch), а наприкінці кроку всі репліки роблять те саме оновлення. Мірило всього таке: **кілька реплік
# на глобальному пакеті роблять те саме, що один пристрій на тому самому пакеті**.
#
# Дописати треба вісім частин: замініть кожне `raise NotImplementedError` власним кодом і не змінюйте назв та
# аргументів. Що саме має робити частина, сказано в її описі (docstring). Решта вже готова. Перевіряйте себе
# командою `grade` скільки завгодно разів, навіть коли написано ще не все.

# %%
import functools

import numpy as np
import tensorflow as tf

# %% [markdown]
# ## Пристрої
#
# Другий GPU не потрібен: TensorFlow може поділити процесор на кілька логічних пристроїв. Сказати це треба до першої
# операції TensorFlow. Якщо ця комірка дає помилку, перезапустіть ядро ноутбука.

# %%
# Код готовий: у цій комірці нічого змінювати не треба.
REPLICAS = 2
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * REPLICAS)


@functools.cache
def make_strategy():
    """Повертає стратегію, що має репліку на кожному пристрої: завжди ту саму."""
    return tf.distribute.MirroredStrategy([f"CPU:{number}" for number in range(REPLICAS)])


# %% [markdown]
# ## Дані й модель
#
# `blobs` дає три класи точок у чотирьох вимірах. Модель повертає **логіти** (logits), числа до softmax, і має власні
# втрати: L2-регуляризацію одного шару. `per_example` дає перехресну ентропію кожного прикладу.

# %%
# Код готовий: у цій комірці нічого змінювати не треба.
per_example = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def blobs(n, seed):
    """Повертає n точок трьох класів: x типу float32 форми (n, 4) і y типу int32 з класами 0, 1, 2."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n).astype(np.int32)
    centres = np.array([[1, 0, 1, 0], [-1, 1, 0, 1], [0, -1, -1, -1]])
    return (centres[y] + rng.normal(0.0, 0.8, (n, 4))).astype(np.float32), y


def make_model():
    """Повертає нову модель: 4 числа, 8 вузлів, 3 логіти."""
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(4,)),
            tf.keras.layers.Dense(8, activation="relu", kernel_regularizer=tf.keras.regularizers.L2(0.01)),
            tf.keras.layers.Dense(3),
        ]
    )


# %% [markdown]
# ## 1. Модель, оптимізатор і метрика
#
# Змінні, створені всередині `strategy.scope()`, мають копію на кожній репліці, і стратегія стежить, щоб копії
# збігалися. Створене поза ним лишається на одному пристрої.


# %%
def create(strategy, make_model, learning_rate):
    """Повертає модель, оптимізатор і точність, створені в області дії стратегії.

    Модель дає один виклик `make_model()`, оптимізатор — `SGD` з цією швидкістю навчання, точність —
    `SparseCategoricalAccuracy`. Кожна їхня змінна тоді має копію на кожній репліці.
    """
    raise NotImplementedError


# %% [markdown]
# ## 2. Глобальні пакети
#
# Крок бере один **глобальний пакет** (global batch): те, що всі репліки отримують разом. Якщо кожна репліка має
# отримати 8 прикладів, двом потрібен глобальний пакет із 16. Розподілений набір даних ділить його між ними.


# %%
def distribute_batches(strategy, x, y, per_replica_batch):
    """Повертає розподілений набір даних із пар (x, y) у тому самому порядку.

    Кожен елемент — глобальний пакет, у якому кожній репліці цієї стратегії припадає `per_replica_batch` прикладів.
    Останній пакет може бути меншим, але не пропадає. Набір можна проходити знову й знову.
    """
    raise NotImplementedError


# %% [markdown]
# ## 3. Частка втрат однієї репліки
#
# Градієнти всіх реплік **додаються**. Щоб сума була градієнтом середнього за глобальним пакетом із $B$ прикладів,
# кожна репліка ділить на $B$, а не на кількість власних прикладів. Власні втрати моделі $r_1, r_2, \ldots$ є на кожній
# з $n$ реплік, а разом мають враховуватися один раз:
#
# $$\frac{1}{B} \sum_{i \,\in\, \text{replica}} \ell_i + \frac{1}{n} \sum_j r_j$$


# %%
def compute_loss(labels, logits, model_losses, global_batch_size):
    """Повертає частку репліки у втратах глобального пакета: скаляр.

    Викликається на репліці з її прикладами: це сума їхніх перехресних ентропій (з логітів), поділена на
    `global_batch_size`, плюс сума `model_losses` (списку, що може бути порожнім), поділена на кількість реплік.
    Короткий пакет ділиться на той самий `global_batch_size`, а прикладів у репліки може й не бути.
    """
    raise NotImplementedError


# %% [markdown]
# ## 4. Крок навчання
#
# `strategy.run` викликає функцію на кожній репліці з її частиною пакета. Те, що повертають репліки, лежить на
# репліках, доки стратегія не збере його разом.


# %%
def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    """Повертає функцію від одного елемента розподіленого набору даних, що робить одне оновлення моделі.

    Кожна репліка виконує модель із `training=True` і диференціює `compute_loss` своїх прикладів разом
    із `model.losses`, а оптимізатор застосовує градієнти один раз. На кожній репліці `accuracy` оновлюється мітками
    й логітами того самого прямого проходу. Крок повертає суму втрат реплік до оновлення: скаляр. Компілювати його
    чи ні, вирішуєте ви.
    """
    raise NotImplementedError


# %% [markdown]
# ## 5. Крок перевірки


# %%
def make_test_step(strategy, model, mean_loss, accuracy):
    """Повертає функцію від одного елемента розподіленого набору даних, що перевіряє модель.

    На кожній репліці з `training=False` вона оновлює `mean_loss` (це `Mean`) перехресною ентропією кожного прикладу,
    щоб кожен враховувався один раз, а `accuracy` — мітками й логітами. Власні втрати моделі не враховуються, і нічого
    не навчається.
    """
    raise NotImplementedError


# %% [markdown]
# ## 6. Цикл


# %%
def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    """Навчає кілька епох і повертає два списки, у яких кожній епосі відповідає одне число: втрати й точності.

    Кожна епоха робить один крок навчання для кожного елемента розподіленого набору `dataset` по порядку. Її втрати —
    середнє того, що повернули кроки, де кожен крок враховується один раз, а точність — за всіма прикладами лише цієї
    епохи.
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    strategy = make_strategy()
    model, optimizer, accuracy = create(strategy, make_model, learning_rate=0.1)
    dataset = distribute_batches(strategy, *blobs(200, seed=1), per_replica_batch=16)
    losses, accuracies = train(strategy, model, optimizer, accuracy, dataset, 10, 16 * REPLICAS)
    for epoch, (loss, right) in enumerate(zip(losses, accuracies, strict=True), start=1):
        print(epoch, round(float(loss), 3), round(float(right), 3))

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(range(1, len(losses) + 1), losses, "C2.-")
    right.plot(range(1, len(accuracies) + 1), accuracies, "C0.-")
    left.set_xlabel("епоха")
    left.set_ylabel("втрати")
    right.set_xlabel("епоха")
    right.set_ylabel("точність")
    plt.show()

# %% [markdown]
# ## 7. Передбачення
#
# Кожна репліка має логіти своєї частини пакета. Для того, хто користується моделлю, є лише один список прикладів.


# %%
def predict(strategy, model, dataset):
    """Повертає логіти всіх прикладів з усіх реплік у порядку даних: масив форми (N, 3).

    `dataset` — розподілений набір даних із пар (x, y). Модель працює з `training=False`.
    """
    raise NotImplementedError


# %% [markdown]
# ## 8. Те саме з `compile` і `fit`
#
# Keras бере стратегію з моделі й далі робить усе це сам.


# %%
def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    """Повертає навчену модель та історію, яку повернув `fit`.

    Модель створює один виклик `make_model()` в області дії стратегії; вона компілюється з `SGD(learning_rate)`
    і перехресною ентропією з логітів і навчається на x та y з розміром глобального пакета й у даному порядку
    (`shuffle=False`).
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    fitted, history = compile_and_fit(strategy, make_model, *blobs(192, seed=1), 0.1, 16, epochs=10)
    logits = predict(strategy, fitted, distribute_batches(strategy, *blobs(100, seed=2), 16))
    print("правильних зі 100:", int(np.sum(np.argmax(logits, axis=1) == blobs(100, seed=2)[1])))
