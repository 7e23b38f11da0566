"""The losses of the replicas are averaged.

wrong = "train_step"
named = ["losses_averaged_over_replicas"]
by_default = [2]
"""


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
        return strategy.reduce(tf.distribute.ReduceOp.MEAN, losses, axis=None)

    return train_step
