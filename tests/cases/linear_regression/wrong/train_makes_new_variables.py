"""The variables are replaced by new ones with the right values.

wrong = "train"
named = ["new_variables"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w = tf.Variable(model.w - learning_rate * dw)
    model.b = tf.Variable(model.b - learning_rate * db)
