"""The tape is asked for all weights.

wrong = "grad"
named = ["gradients_of_all_variables"]
by_default = [2]
"""


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True)
    return loss_value, tape.gradient(loss_value, model.weights)
