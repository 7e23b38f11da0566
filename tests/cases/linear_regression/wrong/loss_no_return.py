"""The loss is computed and not returned.

wrong = "loss"
named = ["loss_not_returned"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    mse = tf.reduce_mean(tf.square(target_y - predicted_y))
