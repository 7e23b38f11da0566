"""The mean of the gradients is unweighted.

wrong = "accumulate"
named = ["gradients_weighed_alike"]
by_default = [3]
"""


def accumulate_gradients(model, loss_fn, batches):
    sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
    n = 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        sums = [s + g for s, g in zip(sums, gradients)]
        n += 1
    return [s / n for s in sums]
