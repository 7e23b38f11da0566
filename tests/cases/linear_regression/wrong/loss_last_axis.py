"""The loss averages over the last axis only: a scalar for shape (N,), a vector for (N, 1).

wrong = "loss"
named = ["mean_over_last_axis"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y), axis=-1)
