"""The loss takes the predictions through .numpy() and so loses the gradient.

wrong = "loss"
named = ["prediction_made_an_array"]
by_default = [2]
"""


def loss(target_y, predicted_y):
    error = target_y - predicted_y.numpy()
    return tf.reduce_mean(tf.square(error))
