import numpy as np, tensorflow as tf
K = tf.keras

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
        return make_model(), K.optimizers.SGD(learning_rate), K.metrics.SparseCategoricalAccuracy()

def distribute_batches(strategy, x, y, per_replica_batch):
    return strategy.experimental_distribute_dataset(tf.data.Dataset.from_tensor_slices((x, y)).batch(
        per_replica_batch * strategy.num_replicas_in_sync))

def compute_loss(labels, logits, model_losses, global_batch_size):
    n = tf.distribute.get_strategy().num_replicas_in_sync
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size + sum(model_losses) / n

def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def f(x, y):
        with tf.GradientTape() as t:
            p = model(x, training=True)
            l = compute_loss(y, p, model.losses, global_batch_size)
        v = model.trainable_variables
        optimizer.apply_gradients(zip(t.gradient(l, v), v))
        accuracy.update_state(y, p)
        return l
    return tf.function(lambda e: strategy.reduce("SUM", strategy.run(f, e), axis=None))

def make_test_step(strategy, model, mean_loss, accuracy):
    def f(x, y):
        p = model(x, training=False)
        mean_loss(per_example(y, p)); accuracy(y, p)
    @tf.function
    def g(e): strategy.run(f, e)
    return g

def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    s, L, A = make_train_step(strategy, model, optimizer, accuracy, global_batch_size), [], []
    for _ in range(epochs):
        accuracy.reset_state()
        L.append(np.mean([s(e) for e in dataset])); A.append(float(accuracy.result()))
    return L, A

def predict(strategy, model, dataset):
    return np.concatenate([p for x, _ in dataset for p in strategy.experimental_local_results(
        strategy.run(lambda x: model(x, training=False), (x,)))])

def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        m = make_model()
        m.compile(K.optimizers.SGD(learning_rate), K.losses.SparseCategoricalCrossentropy(from_logits=True))
    return m, m.fit(x, y, per_replica_batch * strategy.num_replicas_in_sync, epochs, 0, shuffle=False)


if __name__ == "__main__":
    s = make_strategy(); d = distribute_batches(s, *blobs(37, 1), 8)
    print(train(s, *create(s, make_model, .1), d, 2, 16))
