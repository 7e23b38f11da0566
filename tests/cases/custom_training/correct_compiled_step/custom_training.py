import numpy as np
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Dense

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
    features = tf.convert_to_tensor(features, dtype=tf.float32)
    labels = tf.convert_to_tensor(labels, dtype=tf.int32)
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        dataset = dataset.shuffle(dataset.cardinality(), seed=42)
    return dataset.batch(batch_size)


def make_model():
    i = Input((4,))
    return Model(i, Dense(3)(Dense(8, activation="relu")(Dense(10, activation="relu")(i))))


cross_entropy = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def loss(model, x, y, training):
    return tf.math.reduce_mean(cross_entropy(y, model(x, training=training)))


@tf.function
def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)


@tf.function(reduce_retracing=True)
def train_step(model, optimizer, x, y):
    loss_value, gradients = grad(model, x, y)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss_value, model(x, training=True)


def train(model, optimizer, dataset, num_epochs):
    mean = tf.keras.metrics.Mean("train_loss")
    acc = tf.keras.metrics.SparseCategoricalAccuracy("train_accuracy")
    losses, accs = [], []
    for epoch in range(num_epochs):
        for x, y in dataset:
            value, logits = train_step(model, optimizer, x, y)
            mean(value)
            acc(y, logits)
        losses.append(mean.result().numpy())
        accs.append(acc.result().numpy())
        mean.reset_state()
        acc.reset_state()
    return losses, accs


def evaluate(model, dataset):
    @tf.function
    def test_step(x, y):
        guess = tf.argmax(model(x, training=False), axis=1, output_type=tf.int32)
        return tf.reduce_sum(tf.cast(guess == y, tf.float32)), tf.cast(tf.shape(y)[0], tf.float32)

    pairs = tf.stack([tf.stack(test_step(x, y)) for x, y in dataset])
    right, total = tf.unstack(tf.reduce_sum(pairs, axis=0))
    return right / total


def predict(model, features, class_names):
    prob = tf.nn.softmax(model(features, training=False), axis=1)
    ids = tf.argmax(prob, axis=1)
    table = tf.constant(class_names)
    names = [n.decode("utf-8") for n in tf.gather(table, ids).numpy()]
    return list(zip(names, tf.gather(prob, ids, batch_dims=1).numpy().tolist()))


if __name__ == "__main__":
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(0.1)
    optimizer.build(model.trainable_variables)
    x, y = penguins(97, 0)
    print(train(model, optimizer, make_batches(x, y, 16, True), 15))
    print(evaluate(model, make_batches(*penguins(37, 1), 16, False)).numpy())
    print(predict(model, x[::40], CLASS_NAMES))
