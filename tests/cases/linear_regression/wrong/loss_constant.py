"""The loss is still the constant that once made the rest run.

wrong = "loss"
by_default = [2]
"""


def loss(target_y, predicted_y):
    return tf.constant(0.0)
