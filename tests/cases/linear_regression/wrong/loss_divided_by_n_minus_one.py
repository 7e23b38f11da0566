"""The sum of squares is divided by N - 1, as in a sample variance.

wrong = "loss"
named = ["divided_by_one_less"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    n = tf.cast(tf.shape(target_y)[0], tf.float32)
    return tf.reduce_sum(tf.square(target_y - predicted_y)) / (n - 1.0)
