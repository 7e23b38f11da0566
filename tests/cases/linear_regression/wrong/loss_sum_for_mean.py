"""The loss sums the squared errors.

wrong = "loss"
named = ["sum_for_mean"]
by_default = [2]
"""


def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))
