"""The model's losses are added twice.

wrong = "train_step"
named = ["losses_added_twice"]
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            loss += 2 * tf.add_n(model.losses) if model.losses else 0.0
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    return train_step
