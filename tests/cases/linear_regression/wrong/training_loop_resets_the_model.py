"""The loop first sets the model back to (5, 0).

wrong = "training_loop"
named = ["model_set_back"]
by_default = [2]
"""


def training_loop(model, x, y):
    model.w.assign(5.0)
    model.b.assign(0.0)
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
