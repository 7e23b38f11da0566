"""Another optimizer trains.

wrong = "train_step"
named = ["own_optimizer_in_train_step"]
by_default = [2]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    adam = tf.keras.optimizers.Adam(0.001)
    adam.build(model.trainable_variables)

    @tf.function
    def train_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_fn(y, logits)
            loss += sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        adam.apply_gradients(zip(gradients, model.trainable_variables))
        metric.update_state(y, logits)
        return loss

    return train_step
