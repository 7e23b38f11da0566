import numpy as np
import tensorflow as tf
from tensorflow import keras

CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]


def penguins(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.array([[-0.9, 0.6, -0.8, -0.6],
                        [0.9, 0.7, -0.5, -0.5],
                        [0.5, -1.1, 1.1, 1.1]])
    y = np.sort(np.arange(n) % 3).astype(np.int32)
    x = centres[y] + 0.4 * rng.normal(size=(n, 4))
    return x.astype(np.float32), y


AUTOTUNE = tf.data.AUTOTUNE


def make_batches(features, labels, batch_size, shuffle):
    n = features.shape[0]
    dataset = tf.data.Dataset.zip((
        tf.data.Dataset.from_tensor_slices(features),
        tf.data.Dataset.from_tensor_slices(labels),
    ))
    dataset = dataset.cache()
    if shuffle:
        dataset = dataset.shuffle(buffer_size=n, reshuffle_each_iteration=True)
    dataset = dataset.batch(batch_size, drop_remainder=False)
    return dataset.prefetch(AUTOTUNE)


def make_model():
    inputs = keras.Input(shape=(4,), name="measurements")
    h = keras.layers.Dense(10)(inputs)
    h = keras.layers.ReLU()(h)
    h = keras.layers.Dense(8)(h)
    h = keras.layers.ReLU()(h)
    outputs = keras.layers.Dense(3, name="logits")(h)
    return keras.Model(inputs=inputs, outputs=outputs)


def loss(model, x, y, training):
    per_example = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=y, logits=model(x, training=training))
    return tf.reduce_mean(per_example)


def grad(model, inputs, targets):
    variables = model.trainable_variables
    with tf.GradientTape() as tape:
        value = loss(model, inputs, targets, training=True)
    return value, tape.gradient(value, variables)


def train(model, optimizer, dataset, num_epochs):
    @tf.function
    def step(x, y):
        value, gradients = grad(model, x, y)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        logits = model(x, training=True)
        right = tf.equal(tf.argmax(logits, axis=1, output_type=y.dtype), y)
        return value, tf.reduce_sum(tf.cast(right, tf.int32))

    losses, accuracies = [], []
    for _ in range(num_epochs):
        values, right, seen = [], 0, 0
        for x, y in dataset:
            value, k = step(x, y)
            values.append(value.numpy())
            right += int(k)
            seen += x.shape[0]
        losses.append(np.mean(values))
        accuracies.append(right / seen)
    return losses, accuracies


def evaluate(model, dataset):
    metric = keras.metrics.SparseCategoricalAccuracy()
    for x, y in dataset:
        metric.update_state(y, model(x, training=False))
    return float(metric.result())


def predict(model, features, class_names):
    probabilities = tf.nn.softmax(model(features, training=False), axis=-1)
    top, index = tf.math.top_k(probabilities, k=1)
    return [(class_names[int(i)], float(p))
            for i, p in zip(tf.squeeze(index, -1), tf.squeeze(top, -1))]


if __name__ == "__main__":
    model = make_model()
    sgd = keras.optimizers.SGD(0.1)
    sgd.build(model.trainable_variables)
    train_ds = make_batches(*penguins(99, 5), 16, True)
    test_ds = make_batches(*penguins(37, 6), 16, False)
    print(train(model, sgd, train_ds, 15))
    print("test accuracy", evaluate(model, test_ds))
    print(predict(model, penguins(4, 7)[0], CLASS_NAMES))
