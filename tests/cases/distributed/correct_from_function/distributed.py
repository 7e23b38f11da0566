"""Input by distribute_datasets_from_function; whole epochs in one tf.function."""
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
        model = make_model()
    with strategy.scope():
        optimizer = tf.keras.optimizers.SGD(learning_rate)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    global_batch_size = per_replica_batch * strategy.num_replicas_in_sync

    def dataset_fn(context):
        batch_size = context.get_per_replica_batch_size(global_batch_size)
        dataset = tf.data.Dataset.from_tensor_slices((x, y))
        dataset = dataset.shard(context.num_input_pipelines, context.input_pipeline_id)
        return dataset.batch(batch_size).prefetch(tf.data.AUTOTUNE)

    return strategy.distribute_datasets_from_function(dataset_fn)


def compute_loss(labels, logits, model_losses, global_batch_size):
    loss = tf.nn.compute_average_loss(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits),
        global_batch_size=global_batch_size)
    for regularization in model_losses:
        loss += tf.nn.scale_regularization_loss(regularization)
    return loss


def _train_on(strategy, model, optimizer, accuracy, global_batch_size, element):
    def replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        accuracy.update_state(y, logits)
        return loss

    losses = strategy.run(replica, args=element)
    return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    @tf.function
    def step(element):
        return _train_on(strategy, model, optimizer, accuracy, global_batch_size, element)

    return step


def make_test_step(strategy, model, mean_loss, accuracy):
    def replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    @tf.function
    def step(element):
        strategy.run(replica, args=element)

    return step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    @tf.function
    def epoch():
        total = 0.0
        steps = 0.0
        for element in dataset:
            total += _train_on(strategy, model, optimizer, accuracy, global_batch_size, element)
            steps += 1.0
        return total / steps

    losses, accuracies = [], []
    for _ in range(epochs):
        accuracy.reset_state()
        losses.append(epoch().numpy())
        accuracies.append(accuracy.result().numpy())
    return losses, accuracies


def predict(strategy, model, dataset):
    def replica(x, y):
        return model(x, training=False)

    @tf.function
    def step(element):
        return strategy.run(replica, args=element)

    return np.vstack([strategy.gather(step(element), axis=0).numpy() for element in dataset])


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        model.compile(tf.keras.optimizers.SGD(learning_rate),
                      tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    batch_size = per_replica_batch * strategy.num_replicas_in_sync
    history = model.fit(x, y, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0)
    return model, history


if __name__ == "__main__":
    strategy = make_strategy()
    x, y = blobs(37, 1)
    data = distribute_batches(strategy, x, y, 6)
    model, optimizer, accuracy = create(strategy, make_model, 0.1)
    print(train(strategy, model, optimizer, accuracy, data, 3, 12))
    print(predict(strategy, model, data)[:3])
