"""The gradients are summed.

wrong = "accumulate"
named = ["gradients_summed"]
by_default = [2]
"""


def accumulate_gradients(model, loss_fn, batches):
    sums = None
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        sums = gradients if sums is None else [a + b for a, b in zip(sums, gradients)]
    return sums
