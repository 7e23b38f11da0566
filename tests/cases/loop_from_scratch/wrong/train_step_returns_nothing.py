"""The loss is not returned.

wrong = "train_step"
named = ["training_loss_not_returned"]
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
        metric.update_state(y, logits)

    return train_step
