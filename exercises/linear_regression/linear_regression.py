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
# градієнтного спуску і цикл з десяти епох. Потім зробите те саме засобами Keras, порівняєте результати
# і збережете навчені ваги.
#
# Сім частин треба дописати: замініть у них `raise NotImplementedError` власним кодом і не змінюйте назв та
# аргументів. Що саме має робити кожна частина, сказано в її описі (docstring). Решта вже готова. Перевіряйте
# себе командою `grade` скільки завгодно разів, навіть коли написано не все.
#
# *Write the seven parts that raise `NotImplementedError`, keep their names and arguments, and run `grade` as
# often as you like; the docstrings say exactly what each part must do.*

# %%
import tensorflow as tf

# %% [markdown]
# ## Дані · Data
#
# Справжня залежність — пряма $f(x) = 3x + 2$. Ми бачимо її точки з нормально розподіленим шумом. Модель не
# знає ні числа 3, ні числа 2: вона має знайти їх за даними.
#
# *The data are points of a known line with normal noise; the model has to find the line again.*

# %%
# Given: nothing to change here. / Готово: тут нічого змінювати не треба.
TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


def f(x):
    """Return the ideal line, without noise. / Ідеальна пряма без шуму."""
    return x * TRUE_W + TRUE_B


tf.random.set_seed(42)
x = tf.linspace(-2.0, 2.0, NUM_EXAMPLES)
y = f(x) + tf.random.normal(shape=[NUM_EXAMPLES])

# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".", label="дані · data")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
# ## 1. Функція втрат · The loss
#
# Функція втрат каже, наскільки передбачення далекі від даних. Тут це середньоквадратична похибка (mean
# squared error, MSE): одне число для всього пакета (batch) з $N$ прикладів.
#
# $$L = \frac{1}{N} \sum_{i=1}^{N} \left(y_i - \hat{y}_i\right)^2$$
#
# *The loss tells how far the predictions are from the data: one number for a whole batch.*


# %%
def loss(target_y, predicted_y):
    """Return the mean squared error over the whole batch, as one scalar float tensor.

    Both arguments are float tensors of one shape, (N,) or (N, 1), for any N. The result must be
    differentiable with respect to the predictions, so use operations of TensorFlow.

    Середньоквадратична похибка для всього пакета: один скалярний тензор, який можна диференціювати,
    тож користуйтеся операціями TensorFlow.
    """
    raise NotImplementedError


# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    # Even the ideal line misses noisy data: its loss is the variance of the noise, about 1.
    # Навіть ідеальна пряма не проходить через усі точки: її втрати — це дисперсія шуму, близько 1.
    print("loss of f:", float(loss(y, f(x))))

# %% [markdown]
# ## 2. Модель · The model
#
# Модель передбачає $\hat{y} = w x + b$. Вага $w$ і зміщення $b$ — змінні (`tf.Variable`): навчання змінює
# саме їх. Зазвичай їх ініціалізують випадково, а тут початкові значення задано: усі починають з однієї точки.
#
# *The model is a line with two trainable variables, which start far from the truth.*


# %%
class MyModel(tf.Module):
    """A line: `model(x)` is w * x + b.

    The attribute `w` is a trainable variable that starts at 5.0, `b` is one that starts at 0.0.

    Пряма w * x + b. Атрибути `w` і `b` — змінні, які можна навчати; початкові значення: 5.0 і 0.0.
    """

    def __init__(self, **kwargs):
        """Make the variables w and b. / Створити змінні w і b."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def __call__(self, x):
        """Return the predictions, a float tensor of the shape of x. / Передбачення, тієї ж форми, що й x."""
        raise NotImplementedError


# %% [markdown]
# ## 3. Один крок навчання · One step of training
#
# Градієнт показує, у який бік втрати зростають найшвидше, тож крок роблять у протилежний бік. Швидкість
# навчання (learning rate) $\eta$ визначає довжину кроку:
#
# $$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial L}{\partial b}$$
#
# Обидві похідні обчислюють в одній точці $(w, b)$, тобто до того, як змінено хоча б одну змінну. Похідні бере
# `tf.GradientTape`: вона записує обчислення, виконані всередині блоку `with`.
#
# *A step goes against the gradient; both derivatives are taken at the same point.*


# %%
def train(model, x, y, learning_rate):
    """Make one step of gradient descent on all of (x, y) as a single batch.

    Change `model.w` and `model.b` in place, each by -learning_rate times the derivative of the loss (of
    `model(x)` as the prediction of y) with respect to it; both derivatives are taken before either variable
    changes. It must work with any learning rate, from any values of w and b, and with MyModelKeras (part 5)
    just as with MyModel. Nothing is returned.

    Один крок градієнтного спуску на всіх даних: змінює самі змінні `model.w` і `model.b`. Обидві похідні
    беруться до оновлення. Має працювати і з MyModel, і з MyModelKeras (частина 5).
    """
    raise NotImplementedError


# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    model = MyModel()
    print("before / до:   ", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    train(model, x, y, learning_rate=0.1)
    print("after / після: ", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())

# %% [markdown]
# ## 4. Цикл навчання · The training loop
#
# Епоха — один прохід по всіх даних. Тут усі дані утворюють один пакет, тож одна епоха — це один виклик `train`.
# Щоб побачити, як іде навчання, після кожного оновлення записуйте $w$, $b$ і втрати.
#
# *An epoch is one pass over the data, here one call of `train`; the loop records what happens.*


# %%
# Given: use it for the line that an epoch prints. / Готово: рядок, який можна друкувати в кожній епосі.
def report(model, loss):
    """Return w, b and the loss as a line of text. / Рядок з w, b і втратами."""
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


# %%
def training_loop(model, x, y):
    """Train the model for 10 epochs at learning rate 0.1, and return the history (weights, biases, losses).

    Each epoch calls `train` once. After that update, it appends the value of w to the list `weights`, that of
    b to `biases`, and the loss to `losses`, all as numbers, and prints one line. So each list ends up with 10
    entries. The model goes on from whatever w and b it has.

    Десять епох зі швидкістю навчання 0.1. Кожна епоха один раз викликає `train`, потім дописує до списків
    `weights`, `biases`, `losses` числа — нові w, b і втрати — та друкує один рядок. Повертає три списки.
    """
    raise NotImplementedError


# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    model = MyModel()
    weights, biases, losses = training_loop(model, x, y)

# %% [markdown]
# Як $w$ і $b$ наближаються до справжніх значень (штрихові лінії) і як зменшуються втрати. За десять епох $b$
# ще не встигає дійти до 2: спробуйте викликати цикл кілька разів.
#
# *How w and b approach the true values, and how the loss falls.*

# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(losses) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, weights, "C0.-", label="w")
    left.plot(epochs, biases, "C1.-", label="b")
    left.axhline(TRUE_W, color="C0", linestyle="--", label="TRUE_W")
    left.axhline(TRUE_B, color="C1", linestyle="--", label="TRUE_B")
    left.set_xlabel("епоха · epoch")
    left.margins(y=0.2)  # room for the legend / місце для легенди
    left.legend(ncol=2, loc="upper right")
    right.plot(epochs, losses, "C2.-")
    right.set_xlabel("епоха · epoch")
    right.set_ylabel("втрати · loss")
    right.set_ylim(bottom=0)
    plt.show()

# %% [markdown]
# ## 5. Та сама модель у Keras · The same model in Keras
#
# Модель Keras так само викликають як функцію, тож ваші `train` і `training_loop` працюють і з нею.
# Є дві відмінності. Передбачення описують у методі `call`, а не `__call__`. Змінні створюють методом
# `self.add_weight`, якому дають ім’я, форму та ініціалізатор (див. `tf.keras.initializers`): тоді про них
# знає кожна версія Keras. Звичайну `tf.Variable` в атрибуті бачить тільки Keras 2, а Keras 3 її не навчає.
#
# *Make the variables with `self.add_weight`: Keras 2 and Keras 3 both track them then, while Keras 3 ignores a
# bare `tf.Variable`.*


# %%
class MyModelKeras(tf.keras.Model):
    """The same line as a Keras model: `model(x)` is w * x + b, w starts at 5.0 and b at 0.0.

    Make both variables with `self.add_weight`, as scalars (of shape ()), so that Keras 2 and Keras 3 alike
    track them: they must appear in `trainable_variables`.

    Та сама пряма. Створіть обидві змінні методом `self.add_weight` як скаляри (форма ()), щоб і Keras 2,
    і Keras 3 мали їх у `trainable_variables`.
    """

    def __init__(self, **kwargs):
        """Make the variables w and b. / Створити змінні w і b."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, x):
        """Return the predictions for x. / Передбачення для x."""
        raise NotImplementedError


# %% [markdown]
# ## 6. `compile` і `fit` · `compile` and `fit`
#
# Keras має готовий цикл: `compile` задає оптимізатор і функцію втрат, `fit` навчає. Зауважте: `fit` ділить
# дані на пакети, за замовчуванням по 32 приклади, й оновлює змінні після кожного. Щоб повторити ваш цикл, усі
# дані мають бути одним пакетом.
#
# *Keras has this loop ready-made; to repeat yours, the whole data set must be a single batch.*


# %%
def compile_and_fit(model, x, y):
    """Train a MyModelKeras by `compile` and `fit` as `training_loop` would, and return the History of `fit`.

    Compile with plain stochastic gradient descent (SGD) at learning rate 0.1 and the mean squared error as
    the loss; fit for 10 epochs, in one call, with all examples as a single batch, however many there are.

    Навчає модель через `compile` (SGD зі швидкістю навчання 0.1, середньоквадратична похибка) і `fit` (10
    епох, усі дані одним пакетом, скільки б їх не було). Повертає History, яку дає `fit`.
    """
    raise NotImplementedError


# %% [markdown]
# ## 7. Збереження ваг · A checkpoint
#
# Навчені ваги зберігають у файл — контрольну точку (checkpoint), щоб потім завантажити їх у нову модель.
#
# *A checkpoint holds the trained weights, so that another model can start from them.*


# %%
def save_checkpoint(model, path):
    """Save the weights of a MyModelKeras to `path`, a file name that ends in ".weights.h5".

    Then `load_weights(path)`, on a new MyModelKeras that has been called once, gives it the same w and b.

    Зберігає ваги моделі у файл `path` (його назва закінчується на ".weights.h5") так, щоб
    `load_weights(path)` нової моделі MyModelKeras відновлював w і b.
    """
    raise NotImplementedError


# %% [markdown]
# ## Усе разом · All together
#
# Keras має прийти туди ж, куди й ваш цикл. Втрати двох навчань зсунуто на одну епоху: `fit` показує втрати до
# оновлення, а ваш цикл — після нього.
#
# *Keras should end where your loop ends; `fit` reports each loss one update earlier than your loop does.*

# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    keras_model = MyModelKeras()
    history = compile_and_fit(keras_model, x, y)
    print("training_loop:   w =", model.w.numpy(), " b =", model.b.numpy())
    print("compile_and_fit: w =", keras_model.w.numpy(), " b =", keras_model.b.numpy())
    print("losses of the loop, epochs 1-9:", [round(float(value), 3) for value in losses[:-1]])
    print("losses of fit, epochs 2-10:    ", [round(value, 3) for value in history.history["loss"][1:]])

# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    save_checkpoint(keras_model, "linear_regression.weights.h5")
    restored = MyModelKeras()
    restored(x)  # the first call builds the model / перший виклик будує модель
    restored.load_weights("linear_regression.weights.h5")
    print("restored / відновлено: w =", restored.w.numpy(), " b =", restored.b.numpy())

# %%
# The grader leaves this cell out. / Під час оцінювання ця комірка пропускається.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".", alpha=0.5, label="дані · data")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.plot(x, MyModel()(x), "C3", label="до навчання · before training")
    plt.plot(x, restored(x), "C2", label="після навчання · after training")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()
