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
# # Linear regression: a training loop
#
# In this exercise you write what happens inside `model.fit`: a loss, a model, one step of gradient descent, and a
# loop of ten epochs. Then you do the same with Keras, compare the results, and save the trained weights.
#
# Seven parts are yours to write: replace each `raise NotImplementedError` with your own code, and keep the names
# and arguments. The docstring of each part says exactly what it must do. Everything else is ready. Run `grade` as
# often as you like, even before every part is written.
#| uk
# # Лінійна регресія: цикл навчання
#
# У цій вправі ви самі напишете те, що відбувається всередині `model.fit`: функцію втрат, модель, один крок
# градієнтного спуску і цикл із десяти епох. Потім зробите те саме засобами Keras, порівняєте результати
# і збережете навчені ваги.
#
# Дописати треба сім частин: замініть кожне `raise NotImplementedError` власним кодом і не змінюйте назв та
# аргументів. Що саме має робити частина, сказано в її описі (docstring). Решта вже готова. Перевіряйте себе
# командою `grade` скільки завгодно разів, навіть коли написано ще не все.
#| end

# %%
import tensorflow as tf

# %% [markdown]
#| en
# ## The data
#
# The true relation is the line $f(x) = 3x + 2$. We see points of this line with normally distributed noise added.
# The model knows neither the 3 nor the 2: it has to find them from the data.
#| uk
# ## Дані
#
# Справжня залежність — пряма $f(x) = 3x + 2$. Ми бачимо її точки з нормально розподіленим шумом. Модель не
# знає ні числа 3, ні числа 2: вона має знайти їх за даними.
#| end

# %%
#| en
# Ready to use: there is nothing to change in this cell.
#| uk
# Код готовий: у цій комірці нічого змінювати не треба.
#| end
TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


def f(x):
    #| en
    """Return the ideal line, without noise."""
    #| uk
    """Повертає ідеальну пряму, без шуму."""
    #| end
    return x * TRUE_W + TRUE_B


tf.random.set_seed(42)
x = tf.linspace(-2.0, 2.0, NUM_EXAMPLES)
y = f(x) + tf.random.normal(shape=[NUM_EXAMPLES])

# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    #| en
    plt.plot(x, y, ".", label="data")
    #| uk
    plt.plot(x, y, ".", label="дані")
    #| end
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
#| en
# ## 1. The loss
#
# The loss says how far the predictions are from the data. Here it is the mean squared error (MSE): one number for
# a whole batch of $N$ examples.
#| uk
# ## 1. Функція втрат (loss)
#
# Функція втрат показує, наскільки передбачення далекі від даних. Тут це середньоквадратична похибка (mean
# squared error, MSE): одне число для всього пакета (batch) з $N$ прикладів.
#| end
#
# $$L = \frac{1}{N} \sum_{i=1}^{N} \left(y_i - \hat{y}_i\right)^2$$


# %%
def loss(target_y, predicted_y):
    #| en
    """Return the mean squared error of the whole batch, as one scalar float tensor.

    Both arguments are float tensors of the same shape, (N,) or (N, 1), for any N. The result must be
    differentiable with respect to the predictions, so use TensorFlow operations.
    """
    #| uk
    """Повертає середньоквадратичну похибку для всього пакета: один скалярний тензор типу float.

    Обидва аргументи — тензори типу float однакової форми, (N,) або (N, 1), для будь-якого N. Результат
    має бути таким, щоб його можна було диференціювати за передбаченнями: користуйтеся операціями TensorFlow.
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
    #| en
    # Even the ideal line misses noisy data: its loss is the variance of the noise, about 1.
    print("loss of f:", float(loss(y, f(x))))
    #| uk
    # Навіть ідеальна пряма не проходить через усі точки: її втрати — це дисперсія шуму, близько 1.
    print("втрати прямої f:", float(loss(y, f(x))))
    #| end

# %% [markdown]
#| en
# ## 2. The model
#
# The model predicts $\hat{y} = w x + b$. The weight $w$ and the bias $b$ are variables (`tf.Variable`): they are
# what training changes. Usually they start at random values. Here the initial values are given, so that everybody
# starts from the same point.
#| uk
# ## 2. Модель
#
# Модель передбачає $\hat{y} = w x + b$. Вага (weight) $w$ і зміщення (bias) $b$ — змінні (`tf.Variable`):
# навчання змінює саме їх. Зазвичай їх ініціалізують випадково, а тут початкові значення задано: усі
# починають з однієї точки.
#| end


# %%
class MyModel(tf.Module):
    #| en
    """A line: `model(x)` is w * x + b.

    The attributes `w` and `b` are trainable variables; w starts at 5.0 and b at 0.0.
    """
    #| uk
    """Пряма: `model(x)` — це w * x + b.

    Атрибути `w` і `b` — змінні, які можна навчати; початкове значення w — 5.0, а b — 0.0.
    """
    #| end

    def __init__(self, **kwargs):
        #| en
        """Create the variables w and b."""
        #| uk
        """Створює змінні w і b."""
        #| end
        super().__init__(**kwargs)
        raise NotImplementedError

    def __call__(self, x):
        #| en
        """Return the predictions, a float tensor of the same shape as x."""
        #| uk
        """Повертає передбачення: тензор типу float тієї самої форми, що й x."""
        #| end
        raise NotImplementedError


# %% [markdown]
#| en
# ## 3. One step of training
#
# The gradient points in the direction in which the loss grows fastest, so a step goes the opposite way. The
# learning rate $\eta$ sets the length of the step:
#| uk
# ## 3. Один крок навчання
#
# Градієнт показує, у який бік втрати зростають найшвидше, тож крок роблять у протилежний бік. Швидкість
# навчання (learning rate) $\eta$ визначає довжину кроку:
#| end
#
# $$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial L}{\partial b}$$
#
#| en
# Both derivatives are taken at the same point $(w, b)$, that is, before either variable changes. They come from
# `tf.GradientTape`, which records the computations made inside its `with` block.
#| uk
# Обидві похідні обчислюють в одній точці $(w, b)$, тобто до того, як змінено хоча б одну змінну. Похідні дає
# `tf.GradientTape`: вона записує обчислення, виконані всередині блоку `with`.
#| end


# %%
def train(model, x, y, learning_rate):
    #| en
    """Make one step of gradient descent on all of (x, y) as a single batch.

    Change `model.w` and `model.b` in place: subtract from each of them `learning_rate` times the derivative of
    the loss with respect to it. The loss compares y with the prediction `model(x)`. Take both derivatives
    before either variable changes. The function must work with any learning rate, from any values of w and b,
    and with MyModelKeras (part 5) as well as with MyModel. It returns nothing.
    """
    #| uk
    """Робить один крок градієнтного спуску на всіх даних (x, y) як на одному пакеті.

    Змінює самі змінні `model.w` і `model.b`: від кожної віднімає похідну втрат за нею, помножену на
    `learning_rate`. Втрати порівнюють y із передбаченням `model(x)`. Обидві похідні беруться до того, як
    змінено хоча б одну змінну. Функція має працювати з будь-якою швидкістю навчання, за будь-яких значень
    w і b, і з MyModelKeras (частина 5) так само, як із MyModel. Нічого не повертає.
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
    model = MyModel()
    #| en
    print("before:", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    #| uk
    print("до:   ", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    #| end
    train(model, x, y, learning_rate=0.1)
    #| en
    print("after: ", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    #| uk
    print("після:", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    #| end

# %% [markdown]
#| en
# ## 4. The training loop
#
# An epoch is one pass over all the data. Here all the data form a single batch, so an epoch is one call of
# `train`. To see how training goes, record $w$, $b$ and the loss after each update.
#| uk
# ## 4. Цикл навчання
#
# Епоха (epoch) — один прохід по всіх даних. Тут усі дані утворюють один пакет, тож одна епоха — це один
# виклик `train`. Щоб побачити, як іде навчання, після кожного оновлення записуйте $w$, $b$ і втрати.
#| end


# %%
#| en
# Ready to use: it makes the line that the loop prints in each epoch.
#| uk
# Код готовий: ця функція складає рядок, який цикл друкує в кожній епосі.
#| end
def report(model, loss):
    #| en
    """Return w, b and the loss as a line of text."""
    #| uk
    """Повертає рядок тексту з w, b і втратами."""
    #| end
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


# %%
def training_loop(model, x, y):
    #| en
    """Train the model for 10 epochs at learning rate 0.1, and return the history (weights, biases, losses).

    Each epoch calls `train` once. After that update, it appends the value of w to the list `weights`, that of
    b to `biases`, and the loss to `losses`, all as numbers, and prints one line. So each list ends up with 10
    entries. Training starts from whatever values w and b have.
    """
    #| uk
    """Навчає модель 10 епох зі швидкістю навчання 0.1 і повертає історію (weights, biases, losses).

    Кожна епоха один раз викликає `train`. Після цього оновлення вона дописує значення w до списку `weights`,
    значення b до `biases`, а втрати до `losses`, усе як числа, і друкує один рядок. Тож у кожному списку
    виходить 10 записів. Навчання починається з тих значень w і b, які модель уже має.
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
    model = MyModel()
    weights, biases, losses = training_loop(model, x, y)

# %% [markdown]
#| en
# The plots show how $w$ and $b$ approach their true values (the dashed lines), and how the loss falls. Ten epochs
# are too few for $b$ to reach 2: try calling the loop several times.
#| uk
# Графіки показують, як $w$ і $b$ наближаються до справжніх значень (штрихові лінії) і як зменшуються втрати.
# За десять епох $b$ ще не встигає дійти до 2: спробуйте викликати цикл кілька разів.
#| end

# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(losses) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, weights, "C0.-", label="w")
    left.plot(epochs, biases, "C1.-", label="b")
    left.axhline(TRUE_W, color="C0", linestyle="--", label="TRUE_W")
    left.axhline(TRUE_B, color="C1", linestyle="--", label="TRUE_B")
    #| en
    left.set_xlabel("epoch")
    left.margins(y=0.2)  # room for the legend
    #| uk
    left.set_xlabel("епоха")
    left.margins(y=0.2)  # місце для легенди
    #| end
    left.legend(ncol=2, loc="upper right")
    right.plot(epochs, losses, "C2.-")
    #| en
    right.set_xlabel("epoch")
    right.set_ylabel("loss")
    #| uk
    right.set_xlabel("епоха")
    right.set_ylabel("втрати")
    #| end
    right.set_ylim(bottom=0)
    plt.show()

# %% [markdown]
#| en
# ## 5. The same model in Keras
#
# A Keras model is also called like a function, so your `train` and `training_loop` work with it as they are. Two
# things are different. The method that makes the predictions is `call`, not `__call__`. And the variables are
# created with `self.add_weight`, which takes a name, a shape and an initializer (see `tf.keras.initializers`):
# every version of Keras then knows about them. Only Keras 2 notices an ordinary `tf.Variable` in an attribute;
# Keras 3 does not train it.
#| uk
# ## 5. Та сама модель у Keras
#
# Модель Keras так само викликають як функцію, тож ваші `train` і `training_loop` працюють і з нею.
# Є дві відмінності. Передбачення описують у методі `call`, а не `__call__`. Змінні створюють методом
# `self.add_weight`, якому дають ім’я, форму та ініціалізатор (див. `tf.keras.initializers`): тоді про них
# знає кожна версія Keras. Звичайну `tf.Variable` в атрибуті бачить тільки Keras 2, а Keras 3 її не навчає.
#| end


# %%
class MyModelKeras(tf.keras.Model):
    #| en
    """The same line as a Keras model: `model(x)` is w * x + b, w starts at 5.0 and b at 0.0.

    Create both variables with `self.add_weight`, as scalars (of shape ()), so that Keras 2 and Keras 3 alike
    list them in `trainable_variables`.
    """
    #| uk
    """Та сама пряма як модель Keras: `model(x)` — це w * x + b, початкове значення w — 5.0, а b — 0.0.

    Створіть обидві змінні методом `self.add_weight` як скаляри (форма ()), щоб і Keras 2, і Keras 3 мали їх
    у `trainable_variables`.
    """
    #| end

    def __init__(self, **kwargs):
        #| en
        """Create the variables w and b."""
        #| uk
        """Створює змінні w і b."""
        #| end
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, x):
        #| en
        """Return the predictions for x."""
        #| uk
        """Повертає передбачення для x."""
        #| end
        raise NotImplementedError


# %% [markdown]
#| en
# ## 6. `compile` and `fit`
#
# Keras has this loop built in: `compile` sets the optimizer and the loss, and `fit` trains. Note that `fit` splits
# the data into batches (of 32 examples by default) and updates the variables after each batch. To repeat what your
# loop does, all the data must be a single batch.
#| uk
# ## 6. Методи `compile` і `fit`
#
# Keras має готовий цикл: `compile` задає оптимізатор і функцію втрат, `fit` навчає. Зауважте: `fit` ділить
# дані на пакети (типово по 32 приклади) й оновлює змінні після кожного. Щоб повторити ваш цикл, усі
# дані мають бути одним пакетом.
#| end


# %%
def compile_and_fit(model, x, y):
    #| en
    """Train a MyModelKeras with `compile` and `fit`, as `training_loop` would; return the History from `fit`.

    Compile with plain stochastic gradient descent (SGD) at learning rate 0.1 and the mean squared error as
    the loss; fit for 10 epochs, in one call, with all examples as a single batch, however many there are.
    """
    #| uk
    """Навчає MyModelKeras методами `compile` і `fit` так, як `training_loop`, і повертає History, яку дає `fit`.

    Для `compile`: звичайний стохастичний градієнтний спуск (SGD) зі швидкістю навчання 0.1 і
    середньоквадратична похибка як функція втрат. Для `fit`: 10 епох за один виклик, усі приклади одним
    пакетом, хоч би скільки їх було.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## 7. A checkpoint
#
# Trained weights are saved to a file, a checkpoint, so that a new model can load them later.
#| uk
# ## 7. Збереження ваг
#
# Навчені ваги зберігають у файл — контрольну точку (checkpoint), щоб потім завантажити їх у нову модель.
#| end


# %%
def save_checkpoint(model, path):
    #| en
    """Save the weights of a MyModelKeras to `path`, a file name that ends in ".weights.h5".

    Then `load_weights(path)`, on a new MyModelKeras that has been called once, gives it the same w and b.
    """
    #| uk
    """Зберігає ваги MyModelKeras у файл `path`, назва якого закінчується на ".weights.h5".

    Тоді `load_weights(path)` для нової моделі MyModelKeras, яку вже раз викликали, дає їй ті самі w і b.
    """
    #| end
    raise NotImplementedError


# %% [markdown]
#| en
# ## All together
#
# Keras should end where your loop ends. The losses of the two trainings are one epoch apart: `fit` reports the
# loss before an update, your loop the loss after it.
#| uk
# ## Усе разом
#
# Keras має прийти туди ж, куди й ваш цикл. Втрати двох навчань зсунуто на одну епоху: `fit` показує втрати до
# оновлення, а ваш цикл — після нього.
#| end

# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    keras_model = MyModelKeras()
    history = compile_and_fit(keras_model, x, y)
    print("training_loop:   w =", model.w.numpy(), " b =", model.b.numpy())
    print("compile_and_fit: w =", keras_model.w.numpy(), " b =", keras_model.b.numpy())
    #| en
    print("losses of the loop, epochs 1-9:", [round(float(value), 3) for value in losses[:-1]])
    print("losses of fit, epochs 2-10:    ", [round(value, 3) for value in history.history["loss"][1:]])
    #| uk
    print("втрати циклу, епохи 1-9: ", [round(float(value), 3) for value in losses[:-1]])
    print("втрати fit, епохи 2-10:  ", [round(value, 3) for value in history.history["loss"][1:]])
    #| end

# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    save_checkpoint(keras_model, "linear_regression.weights.h5")
    restored = MyModelKeras()
    #| en
    restored(x)  # the first call builds the model
    #| uk
    restored(x)  # перший виклик будує модель
    #| end
    restored.load_weights("linear_regression.weights.h5")
    #| en
    print("restored: w =", restored.w.numpy(), " b =", restored.b.numpy())
    #| uk
    print("відновлено: w =", restored.w.numpy(), " b =", restored.b.numpy())
    #| end

# %%
#| en
# Grading skips this cell.
#| uk
# Під час оцінювання ця комірка пропускається.
#| end
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    #| en
    plt.plot(x, y, ".", alpha=0.5, label="data")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.plot(x, MyModel()(x), "C3", label="before training")
    plt.plot(x, restored(x), "C2", label="after training")
    #| uk
    plt.plot(x, y, ".", alpha=0.5, label="дані")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.plot(x, MyModel()(x), "C3", label="до навчання")
    plt.plot(x, restored(x), "C2", label="після навчання")
    #| end
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
#| en
# ## What comes next
#
# The lecture ends with three links: to [a classifier with its whole training
# program](https://www.tensorflow.org/tutorials/customization/custom_training_walkthrough), which is the exercise
# `custom_training`; to [a training loop from
# scratch](https://www.tensorflow.org/guide/keras/writing_a_training_loop_from_scratch), which is the exercise
# `loop_from_scratch`; and to [training on several devices](https://www.tensorflow.org/guide/distributed_training), which
# is the exercise `distributed`.
#| uk
# ## Що далі
#
# Лекція закінчується трьома посиланнями: на [класифікатор разом з усією програмою
# навчання](https://www.tensorflow.org/tutorials/customization/custom_training_walkthrough), тобто вправу
# `custom_training`; на [цикл навчання з
# нуля](https://www.tensorflow.org/guide/keras/writing_a_training_loop_from_scratch), тобто вправу
# `loop_from_scratch`; і на [навчання на кількох пристроях](https://www.tensorflow.org/guide/distributed_training), тобто
# вправу `distributed`.
#| end
