"""The gradients are summed over the replicas by hand and then once more by apply_gradients.

wrong = "train_step"
named = ["gradients_summed_twice"]
by_default = [3]
"""


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, model.losses, global_batch_size)
        gradients = tape.gradient(loss, model.trainable_variables)
        context = tf.distribute.get_replica_context()
        gradients = context.all_reduce(tf.distribute.ReduceOp.SUM, gradients)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        accuracy.update_state(y, logits)
        return loss

    @tf.function
    def train_step(batch):
        losses = strategy.run(on_replica, args=batch)
        return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)

    return train_step
