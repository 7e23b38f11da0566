"""The step has momentum, kept at module level.

wrong = "train"
named = ["momentum_kept"]
by_default = [2]
"""

velocity = {"w": 0.0, "b": 0.0}


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    dw, db = tape.gradient(current_loss, [model.w, model.b])
    velocity["w"] = 0.9 * velocity["w"] + dw
    velocity["b"] = 0.9 * velocity["b"] + db
    model.w.assign_sub(learning_rate * velocity["w"])
    model.b.assign_sub(learning_rate * velocity["b"])
