"""The loss is the root of the mean squared error.

wrong = "loss"
named = ["root_of_the_mean"]
by_default = [2]
over = "correct_lecture_keras3_ready"
"""


def loss(target_y, predicted_y):
  return tf.sqrt(tf.reduce_mean(tf.square(target_y - predicted_y)))
