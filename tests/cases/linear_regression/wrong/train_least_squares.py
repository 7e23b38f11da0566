"""The step jumps to the solution of the normal equations.

wrong = "train"
named = ["solved_at_once"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    mean_x, mean_y = tf.reduce_mean(x), tf.reduce_mean(y)
    w = tf.reduce_sum((x - mean_x) * (y - mean_y)) / tf.reduce_sum((x - mean_x) ** 2)
    model.w.assign(w)
    model.b.assign(mean_y - w * mean_x)
