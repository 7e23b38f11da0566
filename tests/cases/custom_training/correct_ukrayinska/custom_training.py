# Домашнє завдання: власний цикл навчання для пінгвінів
import numpy as np
import tensorflow as tf

CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]


def penguins(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.array([[-0.9, 0.6, -0.8, -0.6],
                        [0.9, 0.7, -0.5, -0.5],
                        [0.5, -1.1, 1.1, 1.1]])
    y = np.sort(np.arange(n) % 3).astype(np.int32)
    x = centres[y] + 0.4 * rng.normal(size=(n, 4))
    return x.astype(np.float32), y


def make_batches(features, labels, batch_size, shuffle):
    """Ділить таблицю на пакети; останній може бути коротшим."""
    кількість = len(features)
    номери = tf.data.Dataset.range(кількість)
    if shuffle:
        # буфер на всю таблицю, бо вона впорядкована за видами
        номери = номери.shuffle(кількість)
    ознаки = tf.constant(features)
    мітки = tf.constant(labels)
    return номери.batch(batch_size).map(
        lambda і: (tf.gather(ознаки, і), tf.gather(мітки, і)))


def make_model():
    модель = tf.keras.Sequential(name="pingviny")
    модель.add(tf.keras.Input(shape=(4,)))
    for одиниць in (10, 8):
        модель.add(tf.keras.layers.Dense(одиниць))
        модель.add(tf.keras.layers.Activation("relu"))
    модель.add(tf.keras.layers.Dense(3))  # логіти, без softmax
    return модель


def loss(model, x, y, training):
    логіти = model(x, training=training)
    правильні = tf.one_hot(y, 3)
    втрати = tf.nn.softmax_cross_entropy_with_logits(labels=правильні, logits=логіти)
    return tf.reduce_mean(втрати)


def grad(model, inputs, targets):
    with tf.GradientTape() as стрічка:
        значення = loss(model, inputs, targets, training=True)
    градієнти = стрічка.gradient(значення, model.trainable_variables)
    return значення, градієнти


def train(model, optimizer, dataset, num_epochs):
    історія_втрат, історія_точності = [], []
    середня_втрата = tf.keras.metrics.Mean()
    точність = tf.keras.metrics.SparseCategoricalAccuracy()
    for епоха in range(num_epochs):
        # кожна епоха починає рахувати з нуля
        середня_втрата.reset_state()
        точність.reset_state()
        for x, y in dataset:
            значення, градієнти = grad(model, x, y)
            optimizer.apply_gradients(zip(градієнти, model.trainable_variables))
            середня_втрата.update_state(значення)
            # точність — уже після кроку
            точність.update_state(y, model(x, training=True))
        історія_втрат.append(float(середня_втрата.result()))
        історія_точності.append(float(точність.result()))
    return історія_втрат, історія_точності


def evaluate(model, dataset):
    влучань, усього = 0, 0
    for x, y in dataset:
        відповідь = tf.argmax(model(x, training=False), axis=1, output_type=tf.int32)
        влучань += int(tf.math.count_nonzero(відповідь == y))
        усього += int(tf.size(y))
    return влучань / усього


def predict(model, features, class_names):
    ймовірності = tf.nn.softmax(model(features, training=False)).numpy()
    назви = []
    for рядок in ймовірності:
        найкращий = int(np.argmax(рядок))
        назви.append((class_names[найкращий], float(рядок[найкращий])))
    return назви


if __name__ == "__main__":
    модель = make_model()
    оптимізатор = tf.keras.optimizers.SGD(learning_rate=0.1)
    x, y = penguins(105, 11)
    втрати, точності = train(модель, оптимізатор, make_batches(x, y, 16, True), 15)
    for номер, (в, т) in enumerate(zip(втрати, точності)):
        print(f"епоха {номер}: втрата {в:.4f}, точність {т:.1%}")
    x, y = penguins(37, 12)
    print("на нових:", evaluate(модель, make_batches(x, y, 32, False)))
    print(predict(модель, x[:5], CLASS_NAMES))
