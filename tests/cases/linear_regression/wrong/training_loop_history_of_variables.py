"""The lists hold the variables themselves, so all entries show the last value.

wrong = "training_loop"
named = ["variables_kept_for_numbers"]
by_default = [2]
"""


def training_loop(model, x, y):
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w)
        biases.append(model.b)
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
