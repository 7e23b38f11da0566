"""The loss gives one squared error for each example.

wrong = "loss"
named = ["loss_per_example"]
by_default = [2]
"""


def loss(target_y, predicted_y):
    return tf.square(target_y - predicted_y)
