"""The loss is the mean absolute error.

wrong = "loss"
named = ["absolute_error"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.abs(target_y - predicted_y))
