"""The step is not compiled.

wrong = "train_step"
named = ["train_step_not_compiled"]
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            loss += sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    return train_step
