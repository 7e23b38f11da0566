"""The loss compares with the module's own y and ignores target_y.

wrong = "loss"
by_default = [3]
over = "correct_lecture_keras3_ready"
"""


def loss(target_y, predicted_y):
  return tf.reduce_mean(tf.square(y - predicted_y))
