"""loss gives nan

wrong = "loss"
cause = "wrong_value"
"""


def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y)) * float('nan')
