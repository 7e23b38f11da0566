"""The gradients are clipped to a norm of 1.

wrong = "train"
by_default = [2]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    gradients = tape.gradient(current_loss, [model.w, model.b])
    (dw, db), _ = tf.clip_by_global_norm(gradients, 1.0)
    model.w.assign_sub(learning_rate * dw)
    model.b.assign_sub(learning_rate * db)
