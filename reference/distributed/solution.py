"""The reference solution of `distributed`: n replicas on a global batch do what one device does on the same batch."""

import tensorflow as tf

per_example = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")


def create(strategy, make_model, learning_rate):
    with strategy.scope():
        model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    return model, optimizer, accuracy


def distribute_batches(strategy, x, y, per_replica_batch):
    global_batch_size = per_replica_batch * strategy.num_replicas_in_sync
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(global_batch_size)
    return strategy.experimental_distribute_dataset(dataset)


# Gradients are added up over the replicas: so each replica divides by what all of them have together.
def compute_loss(labels, logits, model_losses, global_batch_size):
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    return tf.reduce_sum(per_example(labels, logits)) / global_batch_size + sum(model_losses) / replicas


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def step_on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        accuracy.update_state(y, logits)
        return loss

    @tf.function
    def train_step(batch):
        losses = strategy.run(step_on_replica, args=batch)
        return strategy.reduce("SUM", losses, axis=None)

    return train_step


def make_test_step(strategy, model, mean_loss, accuracy):
    def step_on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    @tf.function
    def test_step(batch):
        strategy.run(step_on_replica, args=batch)

    return test_step


def train(strategy, model, optimizer, accuracy, dataset, epochs, global_batch_size):
    train_step = make_train_step(strategy, model, optimizer, accuracy, global_batch_size)
    losses, accuracies = [], []
    for _ in range(epochs):
        accuracy.reset_state()
        of_steps = [float(train_step(batch)) for batch in dataset]
        losses.append(sum(of_steps) / len(of_steps))
        accuracies.append(float(accuracy.result()))
    return losses, accuracies


def predict(strategy, model, dataset):
    logits = []
    for x, _ in dataset:
        on_replicas = strategy.run(lambda x: model(x, training=False), args=(x,))
        logits += strategy.experimental_local_results(on_replicas)
    return tf.concat(logits, axis=0)


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(tf.keras.optimizers.SGD(learning_rate), loss)
    global_batch_size = per_replica_batch * strategy.num_replicas_in_sync
    history = model.fit(x, y, batch_size=global_batch_size, epochs=epochs, shuffle=False, verbose=0)
    return model, history
