"""The loss compares every target with every prediction, by broadcasting.

wrong = "loss"
named = ["every_pair"]
by_default = [2]
"""


def loss(target_y, predicted_y):
    target_y = tf.reshape(target_y, (-1, 1))
    return tf.reduce_mean(tf.square(target_y - predicted_y))
