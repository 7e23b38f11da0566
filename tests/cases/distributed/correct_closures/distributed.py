"""Small functions that are put together; no classes, little state."""
import functools
import operator

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


def on_every_replica(strategy, function, combine=None):
    """A compiled function of a distributed element: function on each replica, then combine."""
    @tf.function
    def distributed(element):
        result = strategy.run(function, args=element)
        if combine is not None:
            return combine(strategy.experimental_local_results(result))
    return distributed


def add_up(parts):
    return functools.reduce(operator.add, parts)


def put_together(parts):
    return tf.concat(parts, axis=0)


def in_scope(strategy, *makers):
    with strategy.scope():
        return tuple(make() for make in makers)


def global_batch(strategy, per_replica_batch):
    return strategy.num_replicas_in_sync * per_replica_batch


def create(strategy, make_model, learning_rate):
    return in_scope(strategy,
                    make_model,
                    functools.partial(tf.keras.optimizers.SGD, learning_rate),
                    tf.keras.metrics.SparseCategoricalAccuracy)


def distribute_batches(strategy, x, y, per_replica_batch):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    return strategy.experimental_distribute_dataset(
        data.batch(global_batch(strategy, per_replica_batch)))


def compute_loss(labels, logits, model_losses, global_batch_size):
    replicas = tf.distribute.get_replica_context().num_replicas_in_sync
    shares = [tf.reduce_sum(per_example(labels, logits)) / global_batch_size]
    shares += [loss / replicas for loss in model_losses]
    return add_up(shares)


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def replica(x, y):
        def forward():
            logits = model(x, training=True)
            return logits, compute_loss(y, logits, model.losses, global_batch_size)

        with tf.GradientTape() as tape:
            logits, loss = forward()
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        accuracy.update_state(y, logits)
        return loss

    return on_every_replica(strategy, replica, add_up)


def make_test_step(strategy, model, mean_loss, accuracy):
    def replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    return on_every_replica(strategy, replica)


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)

    def one_epoch(_):
        accuracy.reset_state()
        loss = np.mean([step(element) for element in dataset])
        return loss, accuracy.result().numpy()

    return tuple(zip(*map(one_epoch, range(epochs))))


def predict(strategy, model, dataset):
    forward = on_every_replica(strategy, lambda x, y: model(x, training=False), put_together)
    return put_together(list(map(lambda element: forward(element), dataset)))


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    def compiled():
        model = make_model()
        model.compile(tf.keras.optimizers.SGD(learning_rate),
                      loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return model

    model, = in_scope(strategy, compiled)
    history = model.fit(x, y, batch_size=global_batch(strategy, per_replica_batch),
                        epochs=epochs, shuffle=False, verbose=0)
    return model, history.history


if __name__ == "__main__":
    s = make_strategy()
    parts = create(s, make_model, 0.1)
    print(train(s, *parts, distribute_batches(s, *blobs(64, 2), 8), 2, 16))
