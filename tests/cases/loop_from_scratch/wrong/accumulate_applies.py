"""The gradients are applied as well.

wrong = "accumulate"
named = ["accumulated_and_applied"]
by_default = [2]
"""


def accumulate_gradients(model, loss_fn, batches):
    sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
    n = 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        sums = [s + len(x) * g for s, g in zip(sums, gradients)]
        n += len(x)
    mean = [s / n for s in sums]
    for variable, gradient in zip(model.trainable_variables, mean):
        variable.assign_sub(0.1 * gradient)
    return mean
