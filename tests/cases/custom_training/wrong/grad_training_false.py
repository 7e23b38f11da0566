"""The loss is computed out of training.

wrong = "grad"
named = ["grad_out_of_training"]
by_default = [2]
"""


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=False)
    return loss_value, tape.gradient(loss_value, model.trainable_variables)
