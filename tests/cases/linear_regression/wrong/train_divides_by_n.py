"""The gradient is divided by the number of examples once more.

wrong = "train"
named = ["step_divided_by_n"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw / len(x))
    model.b.assign_sub(learning_rate * db / len(x))
