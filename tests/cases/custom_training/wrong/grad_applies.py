"""The gradients are applied at once, at a rate of its own.

wrong = "grad"
named = ["step_in_grad"]
by_default = [3]
"""


def grad(model, inputs, targets):
    with tf.GradientTape() as tape:
        loss_value = loss(model, inputs, targets, training=True)
    gradients = tape.gradient(loss_value, model.trainable_variables)
    for variable, gradient in zip(model.trainable_variables, gradients):
        variable.assign(variable - 0.07 * gradient)
    return loss_value, gradients
