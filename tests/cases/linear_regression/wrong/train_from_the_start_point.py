"""The step is counted from (5, 0) whatever w and b are.

wrong = "train"
named = ["step_from_five_and_zero"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign(5.0 - learning_rate * dw)
    model.b.assign(0.0 - learning_rate * db)
