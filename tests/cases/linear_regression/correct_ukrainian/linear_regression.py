"""Лінійна регресія: цикл тренування власноруч і засобами Keras."""

import tensorflow as tf

TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201

КІЛЬКІСТЬ_ЕПОХ = 10
ШВИДКІСТЬ_НАВЧАННЯ = 0.1


# Ідеальна функція
def f(x):
    return x * TRUE_W + TRUE_B


def report(model, loss):
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


def loss(target_y, predicted_y):
    """Середній квадрат похибки для всього пакета."""
    похибка = target_y - predicted_y
    return tf.reduce_mean(tf.square(похибка))


class MyModel(tf.Module):
    """Пряма лінія з двома змінними: вага та зміщення."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # На практиці початкові значення випадкові
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b


def train(model, x, y, learning_rate):
    """Один крок градієнтного спуску."""
    with tf.GradientTape() as стрічка:
        втрати = loss(y, model(x))
    # Обидва градієнти беремо в одній точці, і лише потім змінюємо змінні
    градієнт_w, градієнт_b = стрічка.gradient(втрати, [model.w, model.b])
    model.w.assign_sub(learning_rate * градієнт_w)
    model.b.assign_sub(learning_rate * градієнт_b)


def training_loop(model, x, y):
    ваги, зміщення, усі_втрати = [], [], []
    for епоха in range(КІЛЬКІСТЬ_ЕПОХ):
        train(model, x, y, ШВИДКІСТЬ_НАВЧАННЯ)
        поточні_втрати = loss(y, model(x)).numpy()
        ваги.append(model.w.numpy())
        зміщення.append(model.b.numpy())
        усі_втрати.append(поточні_втрати)
        print(f"Епоха {епоха:2d}: {report(model, поточні_втрати)}")
    return ваги, зміщення, усі_втрати


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        стала = tf.keras.initializers.Constant
        self.w = self.add_weight(name="w", shape=(), initializer=стала(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=стала(0.0))

    def call(self, x):
        return self.w * x + self.b


def compile_and_fit(model, x, y):
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=ШВИДКІСТЬ_НАВЧАННЯ), loss="mse")
    # Увесь набір даних подаємо одним пакетом
    return model.fit(x, y, epochs=КІЛЬКІСТЬ_ЕПОХ, batch_size=len(x), verbose=0)


def save_checkpoint(model, path):
    """Зберегти ваги моделі."""
    model.save_weights(path)
