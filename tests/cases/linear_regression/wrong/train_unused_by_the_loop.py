"""The gradient of b is taken after w was updated; the loop has a right step of its own.

wrong = "train"
named = ["b_after_w"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    model.w.assign_sub(learning_rate * tape.gradient(current_loss, model.w))
    with tf.GradientTape() as tape:
        current_loss = loss(y, model(x))
    model.b.assign_sub(learning_rate * tape.gradient(current_loss, model.b))


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        with tf.GradientTape() as tape:
            current_loss = loss(y, model(x))
        dw, db = tape.gradient(current_loss, [model.w, model.b])
        model.w.assign_sub(0.1 * dw)
        model.b.assign_sub(0.1 * db)
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(loss(y, model(x)).numpy())
        print(f"Epoch {epoch:2d}: {report(model, losses[-1])}")
    return weights, biases, losses
