"""The loop prints one line when it is done.

wrong = "training_loop"
named = ["printed_once"]
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
    print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
