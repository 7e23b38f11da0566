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
# # Distributed training
#
# In this exercise you train one model on several devices at once, with a `tf.distribute` strategy: first in a loop of
# your own, then with `compile` and `fit`. Each device has a **replica** of the model, gets its part of each batch, and
# in the end all replicas make the same update. The measure of everything is: **several replicas on a global batch do
# what one device does on the same batch**.
#
# Eight parts are yours to write: replace each `raise NotImplementedError` with your own code, and keep the names
# and arguments. The docstring of each part says exactly what it must do. Everything else is ready. Run `grade` as
# often as you like, even before every part is written.
#| uk
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
#| end

# %%
import functools

import numpy as np
import tensorflow as tf

# %% [markdown]
#| en
# ## The devices
#
# You don't need a second GPU: TensorFlow can split the CPU into several logical devices. It must be told so before it
# runs its first operation. If this cell raises an error, restart the notebook's kernel.
#| uk
# ## Пристрої
#
# Другий GPU не потрібен: TensorFlow може поділити процесор на кілька логічних пристроїв. Сказати це треба до першої
# операції TensorFlow. Якщо ця комірка дає помилку, перезапустіть ядро ноутбука.
#| end

# %%
#| en
# Ready to use: there is nothing to change in this cell.
#| uk
# Код готовий: у цій комірці нічого змінювати не треба.
#| end
REPLICAS = 2
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * REPLICAS)


@functools.cache
def make_strategy():
    #| en
    """Return the strategy that puts a replica on each device, always the same one."""
    #| uk
    """Повертає стратегію, що має репліку на кожному пристрої: завжди ту саму."""
    #| end
    return tf.distribute.MirroredStrategy([f"CPU:{number}" for number in range(REPLICAS)])


# %% [markdown]
#| en
# ## The data and the model
#
# `blobs` gives three classes of points in four dimensions. The model returns **logits**, the numbers before softmax,
# and has a loss of its own, the L2 regularization of a layer. `per_example` gives the cross-entropy of each example.
#| uk
# ## Дані й модель
#
# `blobs` дає три класи точок у чотирьох вимірах. Модель повертає **логіти** (logits), числа до softmax, і має власні
# втрати: L2-регуляризацію одного шару. `per_example` дає перехресну ентропію кожного прикладу.
#| end

# %%
#| en
# Ready to use: there is nothing to change in this cell.
#| uk
# Код готовий: у цій комірці нічого змінювати не треба.
#| end
per_example = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


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


def make_model():
    #| en
    """Return a new model: 4 numbers, 8 units, 3 logits."""
    #| uk
    """Повертає нову модель: 4 числа, 8 вузлів, 3 логіти."""
    #| end
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(4,)),
            tf.keras.layers.Dense(8, activation="relu", kernel_regularizer=tf.keras.regularizers.L2(0.01)),
            tf.keras.layers.Dense(3),
        ]
    )


# %% [markdown]
#| en
# ## 1. Model, optimizer and metric
#
# Variables that are created inside `strategy.scope()` get a copy on each replica, and the strategy keeps the copies
# the same. What is created outside stays on one device.
#| uk
# ## 1. Модель, оптимізатор і метрика
#
# Змінні, створені всередині `strategy.scope()`, мають копію на кожній репліці, і стратегія стежить, щоб копії
# збігалися. Створене поза ним лишається на одному пристрої.
#| end


# %%
def create(strategy, make_model, learning_rate):
    #| en
    """Return model, optimizer and accuracy, all created in the strategy's scope.

    The model comes from one call of `make_model()`, the optimizer is `SGD` with this learning rate, and the accuracy
    is a `SparseCategoricalAccuracy`. Each of their variables then has a copy on each replica.
    """
    #| uk
    """Повертає модель, оптимізатор і точність, створені в області дії стратегії.

    Модель дає один виклик `make_model()`, оптимізатор — `SGD` з цією швидкістю навчання, точність —
    `SparseCategoricalAccuracy`. Кожна їхня змінна тоді має копію на кожній репліці.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 2. Global batches
#
# A step takes one **global batch**: what all replicas get together. If each replica is to get 8 examples, two replicas
# need a global batch of 16. A distributed dataset splits it between them.
#| uk
# ## 2. Глобальні пакети
#
# Крок бере один **глобальний пакет** (global batch): те, що всі репліки отримують разом. Якщо кожна репліка має
# отримати 8 прикладів, двом потрібен глобальний пакет із 16. Розподілений набір даних ділить його між ними.
#| end


# %%
def distribute_batches(strategy, x, y, per_replica_batch):
    #| en
    """Return a distributed dataset of pairs (x, y), in the given order.

    Each element is a global batch of `per_replica_batch` examples for each replica of this strategy. The last one may
    be smaller, and is kept. The dataset can be gone over again and again.
    """
    #| uk
    """Повертає розподілений набір даних із пар (x, y) у тому самому порядку.

    Кожен елемент — глобальний пакет, у якому кожній репліці цієї стратегії припадає `per_replica_batch` прикладів.
    Останній пакет може бути меншим, але не пропадає. Набір можна проходити знову й знову.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 3. A replica's share of the loss
#
# The gradients of all replicas are **added up**. So that the sum is the gradient of the mean over the global batch
# with its $B$ examples, each replica divides by $B$, not by the number of its own examples. The losses of the model,
# $r_1, r_2, \ldots$, are there on each of the $n$ replicas, and should count once altogether:
#| uk
# ## 3. Частка втрат однієї репліки
#
# Градієнти всіх реплік **додаються**. Щоб сума була градієнтом середнього за глобальним пакетом із $B$ прикладів,
# кожна репліка ділить на $B$, а не на кількість власних прикладів. Власні втрати моделі $r_1, r_2, \ldots$ є на кожній
# з $n$ реплік, а разом мають враховуватися один раз:
#| end
#
# $$\frac{1}{B} \sum_{i \,\in\, \text{replica}} \ell_i + \frac{1}{n} \sum_j r_j$$


# %%
def compute_loss(labels, logits, model_losses, global_batch_size):
    #| en
    """Return the share of a replica in the loss of the global batch, a scalar.

    It is called on a replica with its examples: the sum of their cross-entropies (from logits) over
    `global_batch_size`, plus the sum of `model_losses` (a list that may be empty) over the number of replicas.
    A short batch is divided by the same `global_batch_size`, and a replica may have no example at all.
    """
    #| uk
    """Повертає частку репліки у втратах глобального пакета: скаляр.

    Викликається на репліці з її прикладами: це сума їхніх перехресних ентропій (з логітів), поділена на
    `global_batch_size`, плюс сума `model_losses` (списку, що може бути порожнім), поділена на кількість реплік.
    Короткий пакет ділиться на той самий `global_batch_size`, а прикладів у репліки може й не бути.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 4. A step of training
#
# `strategy.run` calls a function on each replica, with that replica's part of the batch. What the replicas return lies
# on the replicas, until the strategy puts it together.
#| uk
# ## 4. Крок навчання
#
# `strategy.run` викликає функцію на кожній репліці з її частиною пакета. Те, що повертають репліки, лежить на
# репліках, доки стратегія не збере його разом.
#| end


# %%
def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    #| en
    """Return a function of one element of a distributed dataset that makes one update of the model.

    Each replica runs the model with `training=True`, differentiates `compute_loss` of its examples with
    `model.losses`, and the optimizer applies the gradients once. On each replica `accuracy` is updated with the labels
    and the logits of that forward pass. The step returns the sum of the replicas' losses from before the update,
    a scalar. It may be compiled or not.
    """
    #| uk
    """Повертає функцію від одного елемента розподіленого набору даних, що робить одне оновлення моделі.

    Кожна репліка виконує модель із `training=True` і диференціює `compute_loss` своїх прикладів разом
    із `model.losses`, а оптимізатор застосовує градієнти один раз. На кожній репліці `accuracy` оновлюється мітками
    й логітами того самого прямого проходу. Крок повертає суму втрат реплік до оновлення: скаляр. Компілювати його
    чи ні, вирішуєте ви.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 5. A step of validation
#| uk
# ## 5. Крок перевірки
#| end


# %%
def make_test_step(strategy, model, mean_loss, accuracy):
    #| en
    """Return a function of one element of a distributed dataset that validates the model.

    On each replica, with `training=False`, it updates `mean_loss` (a `Mean`) with the cross-entropy of each example,
    so that every example counts once, and `accuracy` with the labels and logits. The model's own losses don't count,
    and nothing is trained.
    """
    #| uk
    """Повертає функцію від одного елемента розподіленого набору даних, що перевіряє модель.

    На кожній репліці з `training=False` вона оновлює `mean_loss` (це `Mean`) перехресною ентропією кожного прикладу,
    щоб кожен враховувався один раз, а `accuracy` — мітками й логітами. Власні втрати моделі не враховуються, і нічого
    не навчається.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 6. The loop
#| uk
# ## 6. Цикл
#| end


# %%
def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    #| en
    """Train for some epochs, and return two lists with one number for each epoch: losses and accuracies.

    Each epoch makes one train step for every element of the distributed `dataset`, in order. Its loss is the mean of
    what the steps returned, where each step counts once, and its accuracy is that of all examples of this epoch alone.
    """
    #| uk
    """Навчає кілька епох і повертає два списки, у яких кожній епосі відповідає одне число: втрати й точності.

    Кожна епоха робить один крок навчання для кожного елемента розподіленого набору `dataset` по порядку. Її втрати —
    середнє того, що повернули кроки, де кожен крок враховується один раз, а точність — за всіма прикладами лише цієї
    епохи.
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
    strategy = make_strategy()
    model, optimizer, accuracy = create(strategy, make_model, learning_rate=0.1)
    dataset = distribute_batches(strategy, *blobs(200, seed=1), per_replica_batch=16)
    losses, accuracies = train(strategy, model, optimizer, accuracy, dataset, 10, 16 * REPLICAS)
    for epoch, (loss, right) in enumerate(zip(losses, accuracies, strict=True), start=1):
        print(epoch, round(float(loss), 3), round(float(right), 3))

# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(range(1, len(losses) + 1), losses, "C2.-")
    right.plot(range(1, len(accuracies) + 1), accuracies, "C0.-")
    #| en
    left.set_xlabel("epoch")
    left.set_ylabel("loss")
    right.set_xlabel("epoch")
    right.set_ylabel("accuracy")
    #| uk
    left.set_xlabel("епоха")
    left.set_ylabel("втрати")
    right.set_xlabel("епоха")
    right.set_ylabel("точність")
    #| end
    plt.show()

# %% [markdown]
#| en
# ## 7. Predictions
#
# Each replica has the logits of its part of a batch. For the user of the model there is only one list of examples.
#| uk
# ## 7. Передбачення
#
# Кожна репліка має логіти своєї частини пакета. Для того, хто користується моделлю, є лише один список прикладів.
#| end


# %%
def predict(strategy, model, dataset):
    #| en
    """Return the logits of all examples of all replicas, in the order of the data, an array of shape (N, 3).

    `dataset` is a distributed dataset of pairs (x, y). The model runs with `training=False`.
    """
    #| uk
    """Повертає логіти всіх прикладів з усіх реплік у порядку даних: масив форми (N, 3).

    `dataset` — розподілений набір даних із пар (x, y). Модель працює з `training=False`.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 8. The same with `compile` and `fit`
#
# Keras takes the strategy from the model, and then does all of this by itself.
#| uk
# ## 8. Те саме з `compile` і `fit`
#
# Keras бере стратегію з моделі й далі робить усе це сам.
#| end


# %%
def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    #| en
    """Return a fitted model and the history that `fit` returned.

    The model is made by one call of `make_model()` in the strategy's scope, compiled with `SGD(learning_rate)` and the
    cross-entropy from logits, and fitted to x and y with the global batch size, in the given order
    (`shuffle=False`).
    """
    #| uk
    """Повертає навчену модель та історію, яку повернув `fit`.

    Модель створює один виклик `make_model()` в області дії стратегії; вона компілюється з `SGD(learning_rate)`
    і перехресною ентропією з логітів і навчається на x та y з розміром глобального пакета й у даному порядку
    (`shuffle=False`).
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
    fitted, history = compile_and_fit(strategy, make_model, *blobs(192, seed=1), 0.1, 16, epochs=10)
    logits = predict(strategy, fitted, distribute_batches(strategy, *blobs(100, seed=2), 16))
    #| en
    print("right of 100:", int(np.sum(np.argmax(logits, axis=1) == blobs(100, seed=2)[1])))
    #| uk
    print("правильних зі 100:", int(np.sum(np.argmax(logits, axis=1) == blobs(100, seed=2)[1])))
    #| end
