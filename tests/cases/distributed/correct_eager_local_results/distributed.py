"""Eager steps; whatever the replicas return is fetched with experimental_local_results."""
import numpy as np
import tensorflow as tf

REPLICAS = 2

# Two logical CPU devices, before TensorFlow starts.
try:
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2)
except RuntimeError:
    pass


def make_strategy():
    return tf.distribute.MirroredStrategy([f"CPU:{i}" for i in range(REPLICAS)])


def blobs(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(scale=2.0, size=(3, 4))
    y = rng.integers(0, 3, size=n).astype("int32")
    x = (centres[y] + rng.normal(size=(n, 4))).astype("float32")
    return x, y


def make_model():
    return tf.keras.Sequential([
        tf.keras.Input((4,)),
        tf.keras.layers.Dense(8, activation="relu",
                              kernel_regularizer=tf.keras.regularizers.L2(0.01)),
        tf.keras.layers.Dense(3),
    ])


per_example = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def to_numpy(strategy, value):
    return [part.numpy() for part in strategy.experimental_local_results(value)]


def create(strategy, make_model, learning_rate):
    with strategy.scope():
        model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
        optimizer.build(model.trainable_variables)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy("accuracy")
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    global_batch = strategy.num_replicas_in_sync * per_replica_batch
    features = tf.data.Dataset.from_tensor_slices(x)
    labels = tf.data.Dataset.from_tensor_slices(y)
    dataset = tf.data.Dataset.zip((features, labels)).batch(global_batch).prefetch(2)
    return strategy.experimental_distribute_dataset(dataset)


def compute_loss(labels, logits, model_losses, global_batch_size):
    loss = tf.math.reduce_sum(per_example(labels, logits)) * (1.0 / global_batch_size)
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    for extra in model_losses:
        loss += extra / replicas
    return loss


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def replica_step(element):
        x, y = element
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
        accuracy.update_state(y, logits)
        return loss

    def step(element):
        result = strategy.run(replica_step, args=(element,))
        return np.sum(to_numpy(strategy, result))

    return step


def make_test_step(strategy, model, mean_loss, accuracy):
    def replica_step(element):
        x, y = element
        logits = model(x, training=False)
        losses = per_example(y, logits)
        mean_loss.update_state(losses)
        accuracy.update_state(y, logits)
        return tf.size(losses)

    def step(element):
        counts = strategy.run(replica_step, args=(element,))
        return int(np.sum(to_numpy(strategy, counts)))

    return step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses = np.zeros(epochs)
    accuracies = np.zeros(epochs)
    for epoch in range(epochs):
        values = []
        iterator = iter(dataset)
        while True:
            try:
                values.append(step(next(iterator)))
            except StopIteration:
                break
        losses[epoch] = np.mean(values)
        accuracies[epoch] = accuracy.result().numpy()
        accuracy.reset_state()
    return losses, accuracies


def predict(strategy, model, dataset):
    def replica_logits(x):
        return model(x, training=False)

    pieces = []
    for element in dataset:
        pieces += to_numpy(strategy, strategy.run(replica_logits, args=(element[0],)))
    return np.concatenate(pieces)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    global_batch = strategy.num_replicas_in_sync * per_replica_batch
    with strategy.scope():
        model = make_model()
        model.compile(tf.keras.optimizers.SGD(learning_rate),
                      tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                      metrics=[tf.keras.metrics.SparseCategoricalAccuracy()])
    history = model.fit(x, y, global_batch, epochs, verbose=0, shuffle=False)
    return model, history


if __name__ == "__main__":
    strategy = make_strategy()
    x, y = blobs(37, 5)
    data = distribute_batches(strategy, x, y, 8)
    model, optimizer, accuracy = create(strategy, make_model, 0.1)
    print(train(strategy, model, optimizer, accuracy, data, 2, 16))
    print(predict(strategy, model, data).shape)
