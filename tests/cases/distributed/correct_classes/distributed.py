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


class CrossEntropy:
    """Cross-entropy of one replica's share of a global batch."""

    def __init__(self, global_batch_size):
        self.global_batch_size = global_batch_size

    def data(self, labels, logits):
        return tf.reduce_sum(per_example(labels, logits)) / self.global_batch_size

    def model(self, model_losses):
        if not model_losses:
            return 0.0
        replicas = tf.distribute.get_strategy().num_replicas_in_sync
        return tf.add_n(list(model_losses)) / replicas


class Trainer:
    def __init__(self, strategy, model, optimizer, accuracy, global_batch_size):
        self.strategy = strategy
        self.model = model
        self.optimizer = optimizer
        self.accuracy = accuracy
        self.global_batch_size = global_batch_size
        self._compiled = tf.function(self._step)

    def _replica(self, x, y):
        with tf.GradientTape() as tape:
            logits = self.model(x, training=True)
            loss = compute_loss(y, logits, self.model.losses, self.global_batch_size)
        weights = self.model.trainable_variables
        gradients = tape.gradient(loss, weights)
        self.optimizer.apply_gradients(zip(gradients, weights))
        self.accuracy.update_state(y, logits)
        return loss

    def _step(self, element):
        losses = self.strategy.run(self._replica, args=element)
        return self.strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)

    def __call__(self, element):
        return self._compiled(element)

    def epoch(self, dataset):
        self.accuracy.reset_state()
        mean = tf.keras.metrics.Mean()
        for element in dataset:
            mean.update_state(self(element))
        return float(mean.result()), float(self.accuracy.result())


class Evaluator:
    def __init__(self, strategy, model, mean_loss, accuracy):
        self.strategy, self.model = strategy, model
        self.mean_loss, self.accuracy = mean_loss, accuracy
        self._compiled = tf.function(self._step)

    def _replica(self, x, y):
        logits = self.model(x, training=False)
        self.mean_loss.update_state(per_example(y, logits))
        self.accuracy.update_state(y, logits)

    def _step(self, element):
        self.strategy.run(self._replica, args=element)

    def __call__(self, element):
        self._compiled(element)


class Predictor:
    def __init__(self, strategy, model):
        self.strategy, self.model = strategy, model

    def __call__(self, dataset):
        return np.concatenate([self.batch(x) for x, _ in dataset], axis=0)

    def batch(self, x):
        parts = self.strategy.run(self.model, args=(x,), kwargs={"training": False})
        return np.concatenate(self.strategy.experimental_local_results(parts), axis=0)


def create(strategy, make_model, learning_rate):
    with strategy.scope():
        model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    batch = per_replica_batch * strategy.num_replicas_in_sync
    return strategy.experimental_distribute_dataset(
        tf.data.Dataset.from_tensor_slices((x, y)).batch(batch))


def compute_loss(labels, logits, model_losses, global_batch_size):
    entropy = CrossEntropy(global_batch_size)
    return entropy.data(labels, logits) + entropy.model(model_losses)


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    return Trainer(strategy, model, optimizer, accuracy, global_batch_size)


def make_test_step(strategy, model, mean_loss, accuracy):
    return Evaluator(strategy, model, mean_loss, accuracy)


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    trainer = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    epochs = [trainer.epoch(dataset) for _ in range(epochs)]
    return [loss for loss, _ in epochs], [acc for _, acc in epochs]


def predict(strategy, model, dataset):
    return Predictor(strategy, model)(dataset)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate),
                      loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                      metrics=["accuracy"])
    batch = per_replica_batch * strategy.num_replicas_in_sync
    data = tf.data.Dataset.from_tensor_slices((x, y)).batch(batch)
    return model, model.fit(data, epochs=epochs, verbose=0)


if __name__ == "__main__":
    strategy = make_strategy()
    x, y = blobs(60, 0)
    model, optimizer, accuracy = create(strategy, make_model, 0.05)
    trainer = Trainer(strategy, model, optimizer, accuracy, 16)
    for _ in range(3):
        print(trainer.epoch(distribute_batches(strategy, x, y, 8)))
