"""The model's losses aren't passed on.

wrong = "train_step"
named = ["step_without_the_model_losses"]
by_default = [3]
"""


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    def on_replica(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = compute_loss(y, logits, [], global_batch_size)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        accuracy.update_state(y, logits)
        return loss

    def train_step(batch):
        losses = strategy.run(on_replica, args=batch)
        return strategy.reduce("SUM", losses, axis=None)

    return train_step
