"""The variables are replaced by tensors.

wrong = "train"
named = ["tensors_for_variables"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w = model.w - learning_rate * dw
    model.b = model.b - learning_rate * db
