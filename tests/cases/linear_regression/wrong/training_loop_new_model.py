"""The loop trains a new model of its own.

wrong = "training_loop"
named = ["another_model_trained"]
by_default = [2]
"""


def training_loop(model, x, y):
    model = MyModel()
    weights, biases, losses = [], [], []
    for epoch in range(10):
        train(model, x, y, learning_rate=0.1)
        current_loss = loss(y, model(x)).numpy()
        weights.append(model.w.numpy())
        biases.append(model.b.numpy())
        losses.append(current_loss)
        print(f"Epoch {epoch:2d}: {report(model, current_loss)}")
    return weights, biases, losses
