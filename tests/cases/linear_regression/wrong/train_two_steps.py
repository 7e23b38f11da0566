"""Each call takes two steps.

wrong = "train"
named = ["two_steps"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    for _ in range(2):
        with tf.GradientTape() as tape:
            current_loss = loss(y, model(x))
        dw, db = tape.gradient(current_loss, [model.w, model.b])
        model.w.assign_sub(learning_rate * dw)
        model.b.assign_sub(learning_rate * db)
