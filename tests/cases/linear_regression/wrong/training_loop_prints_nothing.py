"""The loop prints nothing.

wrong = "training_loop"
named = ["nothing_printed"]
by_default = [3]
"""


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
    return weights, biases, losses
