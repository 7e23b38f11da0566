"""The step looks at the first 32 examples only.

wrong = "train"
named = ["first_32_examples"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y[:32], model(x[:32]))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
