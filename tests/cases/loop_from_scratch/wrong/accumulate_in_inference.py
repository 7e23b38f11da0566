"""The model runs in inference.

wrong = "accumulate"
named = ["accumulated_in_inference"]
by_default = [3]
"""


def accumulate_gradients(model, loss_fn, batches):
    sums = [tf.zeros_like(variable) for variable in model.trainable_variables]
    n = 0
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=False)) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        sums = [s + len(x) * g for s, g in zip(sums, gradients)]
        n += len(x)
    return [s / n for s in sums]
