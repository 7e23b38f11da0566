"""The model is called in training mode.

wrong = "evaluate"
named = ["evaluated_in_training"]
by_default = [3]
"""


def evaluate(model, dataset):
    right = [np.argmax(model(x, training=True), axis=1) == y.numpy() for x, y in dataset]
    return np.concatenate(right).mean()
