"""Losses are kept in a Python list while tracing.

wrong = "train_step"
named = ["losses_kept_in_a_python_list"]
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    history = []

    @tf.function
    def compiled(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        history.append(loss)

    def train_step(x, y):
        compiled(x, y)
        return history[-1]

    return train_step
