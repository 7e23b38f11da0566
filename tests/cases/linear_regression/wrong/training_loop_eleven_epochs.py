"""The loop has eleven epochs.

wrong = "training_loop"
named = ["eleven_epochs"]
by_default = [2]
"""


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(0, 11):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
