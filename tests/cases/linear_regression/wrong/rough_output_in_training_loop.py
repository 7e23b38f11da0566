"""training_loop prints a gigabyte

wrong = "training_loop"
by_default = [2]
cause = "killed"
"""


def training_loop(model, x, y):
    for _ in range(10**4):
        print('x' * 10**5)
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
