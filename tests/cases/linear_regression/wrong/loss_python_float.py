"""The loss is a Python float.

wrong = "loss"
by_default = [2]
"""


def loss(target_y, predicted_y):
    return float(tf.reduce_mean(tf.square(target_y - predicted_y)))


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x))
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
