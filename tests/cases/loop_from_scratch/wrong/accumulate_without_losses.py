"""The model's losses are left out.

wrong = "accumulate"
named = ["accumulated_without_the_losses"]
by_default = [2]
"""


def accumulate_gradients(model, loss_fn, batches):
    sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
    n = 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        sums = [s + len(x) * g for s, g in zip(sums, gradients)]
        n += len(x)
    return [s / n for s in sums]
