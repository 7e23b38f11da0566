"""The lists are made anew in each epoch and hold the last one only.

wrong = "training_loop"
named = ["lists_made_each_epoch"]
by_default = [2]
"""


def training_loop(model, x, y):
    for epoch in range(10):
        weights, biases, losses = [], [], []
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
