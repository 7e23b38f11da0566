"""tf.function is made anew in each call.

wrong = "train_step"
named = ["train_step_traced_each_time"]
by_default = [2]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    def one_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    def train_step(x, y):
        return tf.function(one_step)(x, y)

    return train_step
