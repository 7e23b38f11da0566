"""The gradient is a formula by hand that holds where x has mean zero.

wrong = "train"
by_default = [3]
"""


def train(model, x, y, learning_rate):
    dw = 2.0 * (model.w * tf.reduce_mean(x * x) - tf.reduce_mean(x * y))
    db = 2.0 * (model.b - tf.reduce_mean(y))
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
