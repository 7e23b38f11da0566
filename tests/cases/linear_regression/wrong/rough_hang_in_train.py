"""train never comes to an end

wrong = "train"
by_default = [3]
cause = "timed_out"
"""


def train(model, x, y, learning_rate):
    while True:
        pass
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
