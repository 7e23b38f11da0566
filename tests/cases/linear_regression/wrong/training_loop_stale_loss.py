"""The loss in the history is that before the update.

wrong = "training_loop"
named = ["loss_before_the_update"]
by_default = [3]
"""


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        current_loss = loss(y, model(x)).numpy()
        train(model, x, y, learning_rate=0.1)
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
