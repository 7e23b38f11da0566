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


def cross_entropy(labels, logits):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def create(strategy, make_model, learning_rate):
    with strategy.scope():
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="acc")
        optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
        model = make_model()
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    dataset = tf.data.Dataset.from_tensor_slices((tf.constant(x), tf.constant(y)))
    dataset = dataset.batch(per_replica_batch * strategy.num_replicas_in_sync)
    return strategy.experimental_distribute_dataset(dataset)


def compute_loss(labels, logits, model_losses, global_batch_size):
    context = tf.distribute.get_replica_context()
    loss = tf.reduce_sum(cross_entropy(labels, logits)) / tf.cast(global_batch_size, tf.float32)
    if len(model_losses) > 0:
        loss = loss + tf.reduce_sum(tf.stack(model_losses)) / context.num_replicas_in_sync
    return loss


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def replica_fn(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        accuracy.update_state(y, logits)
        # after this every replica holds the same number
        context = tf.distribute.get_replica_context()
        return context.all_reduce(tf.distribute.ReduceOp.SUM, loss)

    @tf.function
    def step(element):
        x, y = element
        total = strategy.run(replica_fn, args=(x, y))
        return strategy.experimental_local_results(total)[0]

    return step


def make_test_step(strategy, model, mean_loss, accuracy):
    def replica_fn(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(cross_entropy(y, logits))
        accuracy.update_state(y, logits)

    @tf.function
    def step(element):
        x, y = element
        strategy.run(replica_fn, args=(x, y))

    return step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for epoch in range(epochs):
        accuracy.reset_state()
        steps = tf.stack([step(element) for element in dataset])
        losses.append(tf.reduce_mean(steps))
        accuracies.append(tf.identity(accuracy.result()))
    return losses, accuracies


def predict(strategy, model, dataset):
    def replica_fn(x):
        context = tf.distribute.get_replica_context()
        return context.all_gather(model(x, training=False), axis=0)

    @tf.function
    def logits_of(x):
        return strategy.experimental_local_results(strategy.run(replica_fn, args=(x,)))[0]

    return tf.concat([logits_of(x) for x, _ in dataset], axis=0)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    def loss(labels, logits):
        return tf.keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)

    with strategy.scope():
        model = make_model()
        model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate), loss=loss)
    history = model.fit(x, y, batch_size=per_replica_batch * strategy.num_replicas_in_sync,
                        epochs=epochs, shuffle=False, verbose=0)
    return model, history


if __name__ == "__main__":
    strategy = make_strategy()
    x, y = blobs(40, 4)
    model, optimizer, accuracy = create(strategy, make_model, 0.1)
    for loss, acc in zip(*train(strategy, model, optimizer, accuracy,
                                distribute_batches(strategy, x, y, 8), 3, 16)):
        print(f"loss {loss:.4f}  accuracy {acc:.3f}")
