"""The gradient of b is taken after w was updated.

wrong = "train"
named = ["b_after_w"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw = tape.gradient(current_loss, model.w)
    model.w.assign_sub(learning_rate * dw)
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    db = tape.gradient(current_loss, model.b)
    model.b.assign_sub(learning_rate * db)
