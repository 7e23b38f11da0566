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


def make_batches(features, labels, batch_size, shuffle):
    data = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle:
        data = data.shuffle(buffer_size=len(features))
    return data.batch(batch_size)


def make_model():
    return tf.keras.Sequential(
        [
            tf.keras.layers.Dense(10, activation="relu"),
            tf.keras.layers.Dense(8, activation="relu"),
            tf.keras.layers.Dense(3),
        ]
    )


def loss(model, x, y, training):
    loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return loss_object(y_true=y, y_pred=model(x, training=training))


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)


def train(model, optimizer, dataset, num_epochs):
    losses, accuracies = [], []
    for epoch in range(num_epochs):
        epoch_loss = tf.keras.metrics.Mean()
        epoch_accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
        for x, y in dataset:
            loss_value, gradients = grad(model, x, y)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            epoch_loss.update_state(loss_value)
            epoch_accuracy.update_state(y, model(x, training=True))
        losses.append(epoch_loss.result().numpy())
        accuracies.append(epoch_accuracy.result().numpy())
        print(f"Epoch {epoch}: loss {losses[-1]:.3f}, accuracy {accuracies[-1]:.3%}")
    return losses, accuracies


def evaluate(model, dataset):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    for x, y in dataset:
        accuracy.update_state(y, model(x, training=False))
    return accuracy.result().numpy()


def predict(model, features, class_names):
    answers = []
    for logits in model(features, training=False):
        probabilities = tf.nn.softmax(logits).numpy()
        best = int(tf.argmax(logits))
        answers.append((class_names[best], probabilities[best]))
    return answers
