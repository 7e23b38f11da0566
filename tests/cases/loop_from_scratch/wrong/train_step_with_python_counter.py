"""A Python number that grows is passed to the compiled step.

wrong = "train_step"
named = ["train_step_traced_each_time"]
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    step_number = 0

    @tf.function
    def one_step(x, y, number):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    def train_step(x, y):
        nonlocal step_number
        step_number += 1
        return one_step(x, y, step_number)

    return train_step
