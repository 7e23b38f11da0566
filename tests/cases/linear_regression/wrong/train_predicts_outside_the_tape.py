"""The prediction is made before the tape starts.

wrong = "train"
named = ["prediction_outside_the_tape"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    predicted_y = model(x)
    with tf.GradientTape() as tape:
        current_loss = loss(y, predicted_y)
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
