"""The history is rounded to two places.

wrong = "training_loop"
named = ["history_rounded"]
by_default = [3]
"""


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = float(loss(y, model(x)))
        weights.append(round(float(model.w.numpy()), 2))
        biases.append(round(float(model.b.numpy()), 2))
        losses.append(round(current_loss, 2))
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
