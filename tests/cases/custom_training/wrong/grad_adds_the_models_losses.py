"""The losses that the model has of its own are added.

wrong = "grad"
by_default = [2]
"""


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True) + sum(model.losses)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)
