"""The step has the gradient's sign and not its size.

wrong = "train"
named = ["step_of_fixed_size"]
by_default = [2]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    model.w.assign_sub(learning_rate * tf.sign(dw))
    model.b.assign_sub(learning_rate * tf.sign(db))
