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


# ---- data -------------------------------------------------------------
def make_batches(features, labels, batch_size, shuffle):
    data = tf.data.Dataset.from_tensor_slices({"x": features, "y": labels})
    if shuffle:
        data = data.shuffle(buffer_size=1000)
    data = data.window(batch_size)          # windows of single examples ...
    data = data.flat_map(                   # ... put together again
        lambda w: tf.data.Dataset.zip((w["x"].batch(batch_size), w["y"].batch(batch_size))))
    return data


# ---- model ------------------------------------------------------------
class FullyConnected(tf.keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(int(input_shape[-1]), self.units),
                                      initializer="glorot_uniform", trainable=True)
        self.bias = self.add_weight(name="bias", shape=(self.units,),
                                    initializer="zeros", trainable=True)

    def call(self, inputs):
        return tf.matmul(inputs, self.kernel) + self.bias


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.fc1 = FullyConnected(10)
        self.fc2 = FullyConnected(8)
        self.fc3 = FullyConnected(3)

    def call(self, inputs, training=False):
        hidden = tf.nn.relu(self.fc1(inputs))
        hidden = tf.nn.relu(self.fc2(hidden))
        return self.fc3(hidden)


def make_model():
    net = Net()
    net(tf.zeros((1, 4)))  # makes the variables
    return net


# ---- training ---------------------------------------------------------
def loss(model, x, y, training):
    return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, model(x, training=training))


def grad(model, inputs, targets):
    # persistent because I ask the tape variable by variable
    with tf.GradientTape(persistent=True) as tape:
        value = loss(model, inputs, targets, training=True)
    gradients = []
    for variable in model.trainable_variables:
        gradients.append(tape.gradient(value, variable))
    del tape
    return value, gradients


def train(model, optimizer, dataset, num_epochs):
    history = {"loss": [], "accuracy": []}
    for epoch in range(num_epochs):
        total = tf.constant(0.0)
        batches = 0
        accuracy = tf.keras.metrics.Mean()
        for x, y in dataset:
            value, gradients = grad(model, x, y)
            for g, v in zip(gradients, model.trainable_variables):
                assert g.shape == v.shape
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            total = total + value
            batches += 1
            right = tf.keras.metrics.sparse_categorical_accuracy(y, model(x, training=True))
            accuracy.update_state(right)    # one entry an example
        history["loss"].append(total / batches)
        history["accuracy"].append(accuracy.result())
    return history


def evaluate(model, dataset):
    right = []
    for x, y in dataset:
        logits = model(x, training=False)
        right.extend(tf.math.in_top_k(targets=y, predictions=logits, k=1).numpy().tolist())
    return sum(right) / len(right)


def predict(model, features, class_names):
    logits = model(features, training=False)
    probabilities = tf.exp(tf.nn.log_softmax(logits))
    names, values = [], []
    for row in probabilities.numpy():
        k = row.argmax()
        names.append(class_names[k])
        values.append(row[k])
    return names, values


if __name__ == "__main__":
    features, labels = penguins(111, 8)
    model = make_model()
    sgd = tf.keras.optimizers.SGD(0.1)
    history = train(model, sgd, make_batches(features, labels, 20, True), 8)
    print([float(v) for v in history["loss"]])
    print([float(v) for v in history["accuracy"]])
    print(evaluate(model, make_batches(*penguins(37, 80), 20, False)))
    print(predict(model, features[:3], ["a", "b", "c"]))
