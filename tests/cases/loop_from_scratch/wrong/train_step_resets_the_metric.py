"""The metric is reset in each step.

wrong = "train_step"
named = ["metric_reset_in_the_step"]
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            loss += sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.reset_state()
        metric.update_state(y, logits)
        return loss

    return train_step
