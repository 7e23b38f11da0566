import functools

import numpy as np
import tensorflow as tf

REPLICAS = 2
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * REPLICAS)
per_example = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


@functools.cache
def make_strategy():
    return tf.distribute.MirroredStrategy([f"CPU:{number}" for number in range(REPLICAS)])


def blobs(n, seed):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n).astype(np.int32)
    centres = np.array([[1, 0, 1, 0], [-1, 1, 0, 1], [0, -1, -1, -1]])
    return (centres[y] + rng.normal(0.0, 0.8, (n, 4))).astype(np.float32), y


def make_model():
    regularizer = tf.keras.regularizers.L2(0.01)
    hidden = tf.keras.layers.Dense(8, activation="relu", kernel_regularizer=regularizer)
    return tf.keras.Sequential([tf.keras.Input(shape=(4,)), hidden, tf.keras.layers.Dense(3)])


def create(strategy, make_model, learning_rate):
    with strategy.scope():
        model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    data = data.batch(per_replica_batch * strategy.num_replicas_in_sync)
    return strategy.experimental_distribute_dataset(data)


def compute_loss(labels, logits, model_losses, global_batch_size):
    losses = per_example(labels, logits)
    loss = tf.reduce_sum(losses) / global_batch_size
    replicas = tf.distribute.get_replica_context().num_replicas_in_sync
    return loss + sum(model_losses) / replicas


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        accuracy.update_state(y, logits)
        return loss

    @tf.function
    def train_step(batch):
        losses = strategy.run(on_replica, args=batch)
        return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)

    return train_step


def make_test_step(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    @tf.function
    def test_step(batch):
        strategy.run(on_replica, args=batch)

    return test_step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for epoch in range(epochs):
        accuracy.reset_state()
        total, steps = 0.0, 0
        for batch in dataset:
            total += float(train_step(batch))
            steps += 1
        losses.append(total / steps)
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


def predict(strategy, model, dataset):
    rows = []
    for x, y in dataset:
        logits = strategy.run(lambda x: model(x, training=False), args=(x,))
        for part in strategy.experimental_local_results(logits):
            rows.extend(part.numpy())
    return np.array(rows)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        model.compile(
            optimizer=tf.keras.optimizers.SGD(learning_rate),
            loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
    size = per_replica_batch * strategy.num_replicas_in_sync
    history = model.fit(x, y, batch_size=size, epochs=epochs, shuffle=False, verbose=0)
    return model, history
