"""w moves by the gradient of b and b by that of w.

wrong = "train"
named = ["gradients_exchanged"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    db, dw = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
