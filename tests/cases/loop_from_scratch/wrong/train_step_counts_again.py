"""The metric counts another forward pass after the update.

wrong = "train_step"
named = ["counted_in_inference_after_the_update"]
by_default = [2]
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
        metric.update_state(y, model(x))
        return loss

    return train_step
