"""The loss is half the mean squared error.

wrong = "loss"
named = ["half_the_mean"]
by_default = [2]
"""


def loss(target_y, predicted_y):
    return 0.5 * tf.reduce_mean(tf.square(target_y - predicted_y))
