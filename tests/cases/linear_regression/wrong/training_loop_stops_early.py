"""The loop stops once the loss falls by less than a fifth.

wrong = "training_loop"
by_default = [2]
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
        if epoch > 0 and current_loss > 0.8 * losses[-2]:
            break
    return weights, biases, losses
