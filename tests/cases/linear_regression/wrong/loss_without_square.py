"""The loss is the mean of the plain differences.

wrong = "loss"
named = ["error_not_squared"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    return tf.reduce_mean(target_y - predicted_y)
