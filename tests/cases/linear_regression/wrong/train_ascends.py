"""The step adds the gradient.

wrong = "train"
named = ["uphill"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_add(learning_rate * dw)
    model.b.assign_add(learning_rate * db)
