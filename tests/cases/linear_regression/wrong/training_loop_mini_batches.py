"""Each epoch trains on batches of 32.

wrong = "training_loop"
named = ["step_for_each_slice"]
by_default = [3]
"""


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        for start in range(0, len(x), 32):
            train(model, x[start:start + 32], y[start:start + 32], learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
