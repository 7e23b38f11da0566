"""Custom training with tf.distribute.Strategy, after the TensorFlow tutorial."""
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
    # A model, an optimizer and a metric must be created under `strategy.scope`.
    with strategy.scope():
        model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="train_accuracy")
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    global_batch_size = per_replica_batch * strategy.num_replicas_in_sync
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(global_batch_size)
    return strategy.experimental_distribute_dataset(dataset)


def compute_loss(labels, logits, model_losses, global_batch_size):
    per_example_loss = per_example(labels, logits)
    loss = tf.nn.compute_average_loss(per_example_loss, global_batch_size=global_batch_size)
    if model_losses:
        loss += tf.nn.scale_regularization_loss(tf.add_n(model_losses))
    return loss


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def train_step(inputs):
        images, labels = inputs

        with tf.GradientTape() as tape:
            predictions = model(images, training=True)
            loss = compute_loss(labels, predictions, model.losses, global_batch_size)

        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

        accuracy.update_state(labels, predictions)
        return loss

    # `run` replicates the provided computation and runs it with the distributed input.
    @tf.function
    def distributed_train_step(dataset_inputs):
        per_replica_losses = strategy.run(train_step, args=(dataset_inputs,))
        return strategy.reduce(tf.distribute.ReduceOp.SUM, per_replica_losses, axis=None)

    return distributed_train_step


def make_test_step(strategy, model, mean_loss, accuracy):
    def test_step(inputs):
        images, labels = inputs

        predictions = model(images, training=False)
        t_loss = per_example(labels, predictions)

        mean_loss.update_state(t_loss)
        accuracy.update_state(labels, predictions)

    @tf.function
    def distributed_test_step(dataset_inputs):
        strategy.run(test_step, args=(dataset_inputs,))

    return distributed_test_step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    distributed_train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for epoch in range(epochs):
        # TRAIN LOOP
        total_loss = 0.0
        num_batches = 0
        for batch in dataset:
            total_loss += distributed_train_step(batch)
            num_batches += 1
        train_loss = total_loss / num_batches

        losses.append(float(train_loss))
        accuracies.append(float(accuracy.result()))
        accuracy.reset_state()
    return losses, accuracies


def predict(strategy, model, dataset):
    @tf.function
    def forward(images):
        return model(images, training=False)

    predictions = []
    for images, _ in dataset:
        per_replica = strategy.run(forward, args=(images,))
        predictions.append(tf.concat(strategy.experimental_local_results(per_replica), axis=0))
    return tf.concat(predictions, axis=0)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        model.compile(
            loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            optimizer=tf.keras.optimizers.SGD(learning_rate=learning_rate),
            metrics=["accuracy"])
    batch_size = per_replica_batch * strategy.num_replicas_in_sync
    history = model.fit(x, y, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0)
    return model, history


if __name__ == "__main__":
    strategy = make_strategy()
    print("Number of devices:", strategy.num_replicas_in_sync)
    x, y = blobs(90, 1)
    model, optimizer, accuracy = create(strategy, make_model, 0.05)
    data = distribute_batches(strategy, x, y, 8)
    print(train(strategy, model, optimizer, accuracy, data, 3, 16))
