# Everything written out by hand: a sum, a division, a Python loop.
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


def create(strategy, make_model, learning_rate):
    with strategy.scope():
        return (make_model(),
                tf.keras.optimizers.SGD(learning_rate),
                tf.keras.metrics.SparseCategoricalAccuracy())


def distribute_batches(strategy, x, y, per_replica_batch):
    size = per_replica_batch * strategy.num_replicas_in_sync
    ds = tf.data.Dataset.from_tensor_slices((np.asarray(x), np.asarray(y)))
    ds = ds.batch(size, drop_remainder=False)
    return strategy.experimental_distribute_dataset(ds)


def compute_loss(labels, logits, model_losses, global_batch_size):
    n_replicas = tf.distribute.get_replica_context().num_replicas_in_sync
    # cross-entropy by hand: minus the log probability of the right class
    log_probabilities = tf.nn.log_softmax(logits)
    right = tf.gather(log_probabilities, labels, axis=1, batch_dims=1)
    data_loss = -tf.reduce_sum(right) / global_batch_size
    # sum([]) is 0, so a model without regularisation needs no special case
    return data_loss + sum(model_losses) / n_replicas


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        accuracy.update_state(y, logits)
        return loss

    def step(element):
        # no tf.function: the step runs op by op
        x, y = element
        losses = strategy.run(on_replica, args=(x, y))
        return strategy.reduce("SUM", losses, axis=None)

    return step


def make_test_step(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    def step(element):
        strategy.run(on_replica, args=element)

    return step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        accuracy.reset_state()
        of_epoch = []
        for element in dataset:
            of_epoch.append(float(step(element)))
        losses.append(sum(of_epoch) / len(of_epoch))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


def predict(strategy, model, dataset):
    rows = []
    for x, _ in dataset:
        logits = strategy.run(lambda part: model(part, training=False), args=(x,))
        for part in strategy.experimental_local_results(logits):
            for row in part.numpy():
                rows.append(row)
    return rows


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
    # compile may stand outside: the model knows its strategy
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate),
                  loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    history = model.fit(x, y, epochs=epochs, shuffle=False, verbose=0,
                        batch_size=per_replica_batch * strategy.num_replicas_in_sync)
    return model, history


if __name__ == "__main__":
    s = make_strategy()
    x, y = blobs(50, 3)
    print(compile_and_fit(s, make_model, x, y, 0.1, 5, 2)[1].history)
