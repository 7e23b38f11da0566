"""Data-parallel training of a classifier with ``tf.distribute.Strategy``.

The rule that everything here follows: *n* replicas on a global batch do what one
replica does on the same batch.  Gradients are summed by the optimizer, so each
replica must contribute its share of the loss, not its own mean.
"""
from __future__ import annotations

from typing import Any, Callable, Dict, List, Sequence, Tuple

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

# An element of a distributed data set: (features, labels), each one value a replica.
Element = Tuple[Any, Any]


def create(
    strategy: tf.distribute.Strategy,
    make_model: Callable[[], tf.keras.Model],
    learning_rate: float,
) -> Tuple[tf.keras.Model, tf.keras.optimizers.Optimizer, tf.keras.metrics.Metric]:
    """Make model, optimizer and metric so that their variables are mirrored.

    Args:
      strategy: the strategy whose replicas get a copy of each variable.
      make_model: called once, in the scope.
      learning_rate: of the plain SGD.

    Returns:
      ``(model, optimizer, accuracy)``.
    """
    with strategy.scope():
        model: tf.keras.Model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    return model, optimizer, accuracy


def distribute_batches(
    strategy: tf.distribute.Strategy, x: np.ndarray, y: np.ndarray, per_replica_batch: int
) -> tf.distribute.DistributedDataset:
    """Cut the examples into global batches, in order, and spread each over the replicas."""
    global_batch_size: int = per_replica_batch * strategy.num_replicas_in_sync
    options = tf.data.Options()
    options.deterministic = True
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(global_batch_size)
    return strategy.experimental_distribute_dataset(dataset.with_options(options))


def compute_loss(
    labels: tf.Tensor,
    logits: tf.Tensor,
    model_losses: Sequence[tf.Tensor],
    global_batch_size: int,
) -> tf.Tensor:
    """This replica's share of the loss of the global batch.

    The sum over the replicas is the mean cross-entropy plus the model's losses.
    """
    share = tf.nn.compute_average_loss(
        per_example(labels, logits), global_batch_size=global_batch_size)
    regularization = tf.add_n([tf.constant(0.0), *model_losses])
    return share + tf.nn.scale_regularization_loss(regularization)


def make_train_step(
    strategy: tf.distribute.Strategy,
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    accuracy: tf.keras.metrics.Metric,
    global_batch_size: int,
) -> Callable[[Element], tf.Tensor]:
    """Return a function that trains on one element and returns the global batch's loss."""

    def replica_step(features: tf.Tensor, labels: tf.Tensor) -> Dict[str, tf.Tensor]:
        with tf.GradientTape() as tape:
            logits = model(features, training=True)
            loss = compute_loss(labels, logits, model.losses, global_batch_size)
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        accuracy.update_state(labels, logits)
        return {"loss": loss}

    @tf.function(reduce_retracing=True)
    def step(element: Element) -> tf.Tensor:
        features, labels = element
        outputs = strategy.run(replica_step, args=(features, labels))
        return strategy.reduce(tf.distribute.ReduceOp.SUM, outputs["loss"], axis=None)

    return step


def make_test_step(
    strategy: tf.distribute.Strategy,
    model: tf.keras.Model,
    mean_loss: tf.keras.metrics.Mean,
    accuracy: tf.keras.metrics.Metric,
) -> Callable[[Element], None]:
    """Return a function that updates both metrics with one element and trains nothing."""

    def replica_step(features: tf.Tensor, labels: tf.Tensor) -> None:
        logits = model(features, training=False)
        mean_loss.update_state(per_example(labels, logits))
        accuracy.update_state(labels, logits)

    @tf.function(reduce_retracing=True)
    def step(element: Element) -> None:
        features, labels = element
        strategy.run(replica_step, args=(features, labels))

    return step


def train(
    strategy: tf.distribute.Strategy,
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    accuracy: tf.keras.metrics.Metric,
    dataset: tf.distribute.DistributedDataset,
    epochs: int,
    global_batch_size: int,
) -> Dict[str, List[float]]:
    """Train for some epochs.

    Returns:
      ``{"loss": [...], "accuracy": [...]}``, an entry an epoch.
    """
    step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    report: Dict[str, List[float]] = {"loss": [], "accuracy": []}
    for _ in range(epochs):
        step_losses: List[float] = [float(step(element)) for element in dataset]
        report["loss"].append(float(np.mean(step_losses)))
        report["accuracy"].append(float(accuracy.result()))
        accuracy.reset_state()
    return report


def predict(
    strategy: tf.distribute.Strategy, model: tf.keras.Model, dataset: tf.distribute.DistributedDataset
) -> np.ndarray:
    """The logits of every example, in the order of the data."""

    def replica_step(features: tf.Tensor) -> tf.Tensor:
        return model(features, training=False)

    batches: List[np.ndarray] = []
    for features, _ in dataset:
        logits = strategy.run(replica_step, args=(features,))
        batches.append(strategy.gather(logits, axis=0).numpy())
    return np.concatenate(batches, axis=0)


def compile_and_fit(
    strategy: tf.distribute.Strategy,
    make_model: Callable[[], tf.keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    learning_rate: float,
    per_replica_batch: int,
    epochs: int,
) -> Tuple[tf.keras.Model, tf.keras.callbacks.History]:
    """The same training by Keras's ``fit``."""
    with strategy.scope():
        model = make_model()
        model.compile(
            optimizer=tf.keras.optimizers.SGD(learning_rate=learning_rate),
            loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        )
    history = model.fit(
        x,
        y,
        batch_size=per_replica_batch * strategy.num_replicas_in_sync,
        epochs=epochs,
        shuffle=False,
        verbose=0,
    )
    return model, history


def main() -> None:
    strategy = make_strategy()
    features, labels = blobs(64, seed=7)
    dataset = distribute_batches(strategy, features, labels, 8)
    model, optimizer, accuracy = create(strategy, make_model, 0.1)
    print(train(strategy, model, optimizer, accuracy, dataset, 3, 16))


if __name__ == "__main__":
    main()
