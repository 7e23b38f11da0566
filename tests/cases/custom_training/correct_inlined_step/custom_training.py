# my own version, I did not understand why grad() is a function of its own for train(), so the step is here again
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
    class _Table(tf.keras.utils.Sequence):
        def __init__(self):
            super().__init__()
            self.order = list(range(len(labels)))
            if shuffle:
                np.random.shuffle(self.order)

        def __len__(self):
            return int(np.ceil(len(labels) / batch_size))

        def __getitem__(self, k):
            if k >= len(self):
                raise IndexError(k)
            rows = self.order[k * batch_size:(k + 1) * batch_size]
            return features[rows], labels[rows]

        def __iter__(self):
            return (self[k] for k in range(len(self)))

    return _Table()


def make_model():
    relu = "relu"
    model = tf.keras.Sequential([
        tf.keras.layers.Dense(10, activation=relu, kernel_initializer="he_normal", input_shape=(4,)),
        tf.keras.layers.Dense(8, activation=relu, kernel_initializer="he_normal"),
        tf.keras.layers.Dense(3, activation="linear"),
    ])
    return model


def loss(model, x, y, training):
    logits = model(x, training=training)
    n = tf.cast(tf.shape(logits)[0], tf.float32)
    return tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)) / n


def grad(model, inputs, targets):
    tape = tf.GradientTape()
    with tape:
        loss_value = loss(model, inputs, targets, training=True)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)


def train(model, optimizer, dataset, num_epochs):
    losses = []
    accuracies = []
    for epoch in range(num_epochs):
        epoch_losses = []
        answers = []
        truth = []
        for x, y in dataset:
            with tf.GradientTape() as tape:
                logits = model(x, training=True)
                loss_value = tf.reduce_mean(
                    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
            grads = tape.gradient(loss_value, model.trainable_variables)
            optimizer.apply_gradients(zip(grads, model.trainable_variables))
            # the weights have moved: ask again
            logits = model(x, training=True)
            answers += list(np.argmax(logits.numpy(), axis=-1))
            truth += list(np.array(y))
            epoch_losses += [loss_value.numpy()]
        losses += [np.mean(epoch_losses)]
        accuracies += [np.mean(np.equal(answers, truth))]
    return losses, accuracies


def evaluate(model, dataset):
    answers = []
    truth = []
    for x, y in dataset:
        answers.append(np.argmax(model(x, training=False), axis=-1))
        truth.append(np.array(y))
    return np.mean(np.concatenate(answers) == np.concatenate(truth))


def predict(model, features, class_names):
    result = []
    for row in np.array(features):
        logits = model(row[np.newaxis], training=False)[0]
        p = tf.nn.softmax(logits).numpy()
        k = max(range(len(p)), key=lambda j: p[j])
        result.append([class_names[k], p[k]])
    return result


if __name__ == "__main__":
    net = make_model()
    net.summary()
    batches = make_batches(*penguins(100, 2), 16, True)
    losses, accuracies = train(net, tf.keras.optimizers.SGD(0.1), batches, 15)
    for l, a in zip(losses, accuracies):
        print("loss", l, "acc", a)
    print("test acc", evaluate(net, make_batches(*penguins(37, 3), 16, False)))
    print(predict(net, penguins(6, 4)[0], CLASS_NAMES))
