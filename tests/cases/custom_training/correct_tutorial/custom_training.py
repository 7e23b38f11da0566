import numpy as np
import tensorflow as tf

CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]
CENTRES = np.array(
    [[-0.95, 0.60, -0.78, -0.62], [0.89, 0.64, -0.37, -0.59], [0.65, -1.10, 1.16, 1.09]],
)


def penguins(n, seed):
    rng = np.random.default_rng(seed)
    y = np.sort(rng.integers(0, len(CLASS_NAMES), n))
    x = CENTRES[y] + 0.45 * rng.standard_normal((n, 4))
    return x.astype(np.float32), y.astype(np.int32)


loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def make_batches(features, labels, batch_size, shuffle):
    if shuffle:
        order = np.random.default_rng(42).permutation(len(labels))
        features, labels = features[order], labels[order]
    return [
        (tf.convert_to_tensor(features[i : i + batch_size]), tf.convert_to_tensor(labels[i : i + batch_size]))
        for i in range(0, len(labels), batch_size)
    ]


def make_model():
    inputs = tf.keras.Input(shape=(4,))
    x = tf.keras.layers.Dense(10)(inputs)
    x = tf.keras.layers.ReLU()(x)
    x = tf.keras.layers.Dense(8)(x)
    x = tf.keras.layers.Activation("relu")(x)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(3)(x))


def loss(model, x, y, training):
    y_ = model(x, training=training)
    return loss_object(y_true=y, y_pred=y_)


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)


def train(model, optimizer, dataset, num_epochs):
    epoch_loss_avg = tf.keras.metrics.Mean()
    epoch_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()

    @tf.function
    def step(x, y):
        loss_value, grads = grad(model, x, y)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        epoch_loss_avg.update_state(loss_value)
        epoch_accuracy.update_state(y, model(x, training=True))

    train_loss_results = []
    train_accuracy_results = []
    for _ in range(num_epochs):
        epoch_loss_avg.reset_state()
        epoch_accuracy.reset_state()
        for x, y in dataset:
            step(x, y)
        train_loss_results.append(epoch_loss_avg.result())
        train_accuracy_results.append(epoch_accuracy.result())
    return train_loss_results, train_accuracy_results


def evaluate(model, dataset):
    test_accuracy = tf.keras.metrics.Accuracy()
    for x, y in dataset:
        logits = model(x, training=False)
        prediction = tf.math.argmax(logits, axis=1, output_type=tf.int64)
        test_accuracy(prediction, y)
    return test_accuracy.result()


def predict(model, features, class_names):
    predictions = model(features, training=False)
    result = []
    for i, logits in enumerate(predictions):
        class_idx = tf.math.argmax(logits).numpy()
        p = tf.nn.softmax(logits)[class_idx]
        result.append((class_names[class_idx], p))
    return result
