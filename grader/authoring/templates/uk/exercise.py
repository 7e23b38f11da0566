# %% [markdown]
# # MY_TITLE
#
# Замініть кожне `raise NotImplementedError` власним кодом і не змінюйте назв та аргументів. Запускайте `grade`
# скільки завгодно разів.

# %%
def step(w, gradient, learning_rate):
    """Повертає вагу після одного кроку градієнтного спуску.

    Крок робиться проти градієнта; його довжина — градієнт, помножений на `learning_rate`.
    """
    # BEGIN SOLUTION
    return w - learning_rate * gradient
    # END SOLUTION


# %% checks
# Студенти отримують те, що стоїть вище, із заглушкою замість рядків між позначками: її записує `grade starters`.
# Перевірка запитує в чиїхось означень значення. Її ставлять двічі: розв’язку вище та файлу студента, і значення мають
# збігтися. Її docstring — це назва у звіті, а після порожнього рядка — підказка тому, хто її не пройшов.
from grader import check


@check(part="step")
def goes_against_the_gradient(work, rng):
    """Зсуває вагу проти градієнта.

    Якщо градієнт додатний, то менша вага дає менші втрати. Подивіться на знак оновлення.
    """
    w, gradient, learning_rate = rng.uniform(1.0, 2.0, 3).tolist()
    return {"w": work.step(w, gradient, learning_rate)}


@check(part="step")
def stands_still_at_rate_zero(work):
    """Не змінює ваги, якщо learning_rate дорівнює 0.

    Градієнт важить лише настільки, наскільки каже learning_rate.
    """
    return {"w": work.step(3.0, 5.0, 0.0)}


# %% misconceptions
# Неправильні означення, які трапляються у студентів. Якщо чиїсь значення такі самі, звіт показує docstring замість
# підказки. `grade verify` показує, яка перевірка що виявляє.
from grader import misconception


@misconception(part="step")
def uphill(w, gradient, learning_rate):
    """Крок іде вгору схилом: оновлення має знак градієнта."""
    return w + learning_rate * gradient


@misconception(part="step")
def without_the_rate(w, gradient, learning_rate):
    """Крок такий великий, як сам градієнт: learning_rate не використано."""
    return w - gradient
