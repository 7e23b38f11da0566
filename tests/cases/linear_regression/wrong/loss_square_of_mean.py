"""The loss squares the mean of the differences.

wrong = "loss"
named = ["square_of_the_mean"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    return tf.square(tf.reduce_mean(target_y - predicted_y))
