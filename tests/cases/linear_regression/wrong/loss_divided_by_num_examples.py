"""The sum of squares is divided by NUM_EXAMPLES, right for 201 points only.

wrong = "loss"
named = ["divided_by_all_examples"]
by_default = [2]
"""


def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y)) / NUM_EXAMPLES
