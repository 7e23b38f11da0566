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
# # Лінійна регресія: цикл навчання
#
# У цій вправі ви самі напишете те, що відбувається всередині `model.fit`: функцію втрат, модель, один крок
# градієнтного спуску і цикл із десяти епох. Потім зробите те саме засобами Keras, порівняєте результати
# і збережете навчені ваги.
#
# Дописати треба сім частин: замініть кожне `raise NotImplementedError` власним кодом і не змінюйте назв та
# аргументів. Що саме має робити частина, сказано в її описі (docstring). Решта вже готова. Перевіряйте себе
# командою `grade` скільки завгодно разів, навіть коли написано ще не все.

# %%
import tensorflow as tf

# %% [markdown]
# ## Дані
#
# Справжня залежність — пряма $f(x) = 3x + 2$. Ми бачимо її точки з нормально розподіленим шумом. Модель не
# знає ні числа 3, ні числа 2: вона має знайти їх за даними.

# %%
# Код готовий: у цій комірці нічого змінювати не треба.
TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


def f(x):
    """Повертає ідеальну пряму, без шуму."""
    return x * TRUE_W + TRUE_B


tf.random.set_seed(42)
x = tf.linspace(-2.0, 2.0, NUM_EXAMPLES)
y = f(x) + tf.random.normal(shape=[NUM_EXAMPLES])

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".", label="дані")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
# ## 1. Функція втрат (loss)
#
# Функція втрат показує, наскільки передбачення далекі від даних. Тут це середньоквадратична похибка (mean
# squared error, MSE): одне число для всього пакета (batch) з $N$ прикладів.
#
# $$L = \frac{1}{N} \sum_{i=1}^{N} \left(y_i - \hat{y}_i\right)^2$$


# %%
def loss(target_y, predicted_y):
    """Повертає середньоквадратичну похибку для всього пакета: один скалярний тензор типу float.

    Обидва аргументи — тензори типу float однакової форми, (N,) або (N, 1), для будь-якого N. Результат
    має бути таким, щоб його можна було диференціювати за передбаченнями: користуйтеся операціями TensorFlow.
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    # Навіть ідеальна пряма не проходить через усі точки: її втрати — це дисперсія шуму, близько 1.
    print("втрати прямої f:", float(loss(y, f(x))))

# %% [markdown]
# ## 2. Модель
#
# Модель передбачає $\hat{y} = w x + b$. Вага (weight) $w$ і зміщення (bias) $b$ — змінні (`tf.Variable`):
# навчання змінює саме їх. Зазвичай їх ініціалізують випадково, а тут початкові значення задано: усі
# починають з однієї точки.


# %%
class MyModel(tf.Module):
    """Пряма: `model(x)` — це w * x + b.

    Атрибути `w` і `b` — змінні, які можна навчати; початкове значення w — 5.0, а b — 0.0.
    """

    def __init__(self, **kwargs):
        """Створює змінні w і b."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def __call__(self, x):
        """Повертає передбачення: тензор типу float тієї самої форми, що й x."""
        raise NotImplementedError


# %% [markdown]
# ## 3. Один крок навчання
#
# Градієнт показує, у який бік втрати зростають найшвидше, тож крок роблять у протилежний бік. Швидкість
# навчання (learning rate) $\eta$ визначає довжину кроку:
#
# $$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial L}{\partial b}$$
#
# Обидві похідні обчислюють в одній точці $(w, b)$, тобто до того, як змінено хоча б одну змінну. Похідні дає
# `tf.GradientTape`: вона записує обчислення, виконані всередині блоку `with`.


# %%
def train(model, x, y, learning_rate):
    """Робить один крок градієнтного спуску на всіх даних (x, y) як на одному пакеті.

    Змінює самі змінні `model.w` і `model.b`: від кожної віднімає похідну втрат за нею, помножену на
    `learning_rate`. Втрати порівнюють y із передбаченням `model(x)`. Обидві похідні беруться до того, як
    змінено хоча б одну змінну. Функція має працювати з будь-якою швидкістю навчання, за будь-яких значень
    w і b, і з MyModelKeras (частина 5) так само, як із MyModel. Нічого не повертає.
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    model = MyModel()
    print("до:   ", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    train(model, x, y, learning_rate=0.1)
    print("після:", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())

# %% [markdown]
# ## 4. Цикл навчання
#
# Епоха (epoch) — один прохід по всіх даних. Тут усі дані утворюють один пакет, тож одна епоха — це один
# виклик `train`. Щоб побачити, як іде навчання, після кожного оновлення записуйте $w$, $b$ і втрати.


# %%
# Код готовий: ця функція складає рядок, який цикл друкує в кожній епосі.
def report(model, loss):
    """Повертає рядок тексту з w, b і втратами."""
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


# %%
def training_loop(model, x, y):
    """Навчає модель 10 епох зі швидкістю навчання 0.1 і повертає історію (weights, biases, losses).

    Кожна епоха один раз викликає `train`. Після цього оновлення вона дописує значення w до списку `weights`,
    значення b до `biases`, а втрати до `losses`, усе як числа, і друкує один рядок. Тож у кожному списку
    виходить 10 записів. Навчання починається з тих значень w і b, які модель уже має.
    """
    raise NotImplementedError


# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    model = MyModel()
    weights, biases, losses = training_loop(model, x, y)

# %% [markdown]
# Графіки показують, як $w$ і $b$ наближаються до справжніх значень (штрихові лінії) і як зменшуються втрати.
# За десять епох $b$ ще не встигає дійти до 2: спробуйте викликати цикл кілька разів.

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(losses) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, weights, "C0.-", label="w")
    left.plot(epochs, biases, "C1.-", label="b")
    left.axhline(TRUE_W, color="C0", linestyle="--", label="TRUE_W")
    left.axhline(TRUE_B, color="C1", linestyle="--", label="TRUE_B")
    left.set_xlabel("епоха")
    left.margins(y=0.2)  # місце для легенди
    left.legend(ncol=2, loc="upper right")
    right.plot(epochs, losses, "C2.-")
    right.set_xlabel("епоха")
    right.set_ylabel("втрати")
    right.set_ylim(bottom=0)
    plt.show()

# %% [markdown]
# ## 5. Та сама модель у Keras
#
# Модель Keras так само викликають як функцію, тож ваші `train` і `training_loop` працюють і з нею.
# Є дві відмінності. Передбачення описують у методі `call`, а не `__call__`. Змінні створюють методом
# `self.add_weight`, якому дають ім’я, форму та ініціалізатор (див. `tf.keras.initializers`): тоді про них
# знає кожна версія Keras. Звичайну `tf.Variable` в атрибуті бачить тільки Keras 2, а Keras 3 її не навчає.


# %%
class MyModelKeras(tf.keras.Model):
    """Та сама пряма як модель Keras: `model(x)` — це w * x + b, початкове значення w — 5.0, а b — 0.0.

    Створіть обидві змінні методом `self.add_weight` як скаляри (форма ()), щоб і Keras 2, і Keras 3 мали їх
    у `trainable_variables`.
    """

    def __init__(self, **kwargs):
        """Створює змінні w і b."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, x):
        """Повертає передбачення для x."""
        raise NotImplementedError


# %% [markdown]
# ## 6. Методи `compile` і `fit`
#
# Keras має готовий цикл: `compile` задає оптимізатор і функцію втрат, `fit` навчає. Зауважте: `fit` ділить
# дані на пакети (типово по 32 приклади) й оновлює змінні після кожного. Щоб повторити ваш цикл, усі
# дані мають бути одним пакетом.


# %%
def compile_and_fit(model, x, y):
    """Навчає MyModelKeras методами `compile` і `fit` так, як `training_loop`, і повертає History, яку дає `fit`.

    Для `compile`: звичайний стохастичний градієнтний спуск (SGD) зі швидкістю навчання 0.1 і
    середньоквадратична похибка як функція втрат. Для `fit`: 10 епох за один виклик, усі приклади одним
    пакетом, хоч би скільки їх було.
    """
    raise NotImplementedError


# %% [markdown]
# ## 7. Збереження ваг
#
# Навчені ваги зберігають у файл — контрольну точку (checkpoint), щоб потім завантажити їх у нову модель.


# %%
def save_checkpoint(model, path):
    """Зберігає ваги MyModelKeras у файл `path`, назва якого закінчується на ".weights.h5".

    Тоді `load_weights(path)` для нової моделі MyModelKeras, яку вже раз викликали, дає їй ті самі w і b.
    """
    raise NotImplementedError


# %% [markdown]
# ## Усе разом
#
# Keras має прийти туди ж, куди й ваш цикл. Втрати двох навчань зсунуто на одну епоху: `fit` показує втрати до
# оновлення, а ваш цикл — після нього.

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    keras_model = MyModelKeras()
    history = compile_and_fit(keras_model, x, y)
    print("training_loop:   w =", model.w.numpy(), " b =", model.b.numpy())
    print("compile_and_fit: w =", keras_model.w.numpy(), " b =", keras_model.b.numpy())
    print("втрати циклу, епохи 1-9: ", [round(float(value), 3) for value in losses[:-1]])
    print("втрати fit, епохи 2-10:  ", [round(value, 3) for value in history.history["loss"][1:]])

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    save_checkpoint(keras_model, "linear_regression.weights.h5")
    restored = MyModelKeras()
    restored(x)  # перший виклик будує модель
    restored.load_weights("linear_regression.weights.h5")
    print("відновлено: w =", restored.w.numpy(), " b =", restored.b.numpy())

# %%
# Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".", alpha=0.5, label="дані")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.plot(x, MyModel()(x), "C3", label="до навчання")
    plt.plot(x, restored(x), "C2", label="після навчання")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
# ## Що далі
#
# Лекція закінчується трьома посиланнями: на [класифікатор разом з усією програмою
# навчання](https://www.tensorflow.org/tutorials/customization/custom_training_walkthrough), тобто вправу
# `custom_training`; на [цикл навчання з
# нуля](https://www.tensorflow.org/guide/keras/writing_a_training_loop_from_scratch), тобто вправу
# `loop_from_scratch`; і на [навчання на кількох пристроях](https://www.tensorflow.org/guide/distributed_training), тобто
# вправу `distributed`.
