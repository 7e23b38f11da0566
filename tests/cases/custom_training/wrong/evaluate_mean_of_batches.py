"""The batches' accuracies are averaged.

wrong = "evaluate"
named = ["evaluated_by_batches"]
by_default = [3]
"""


def evaluate(model, dataset):
    return np.mean([np.mean(np.argmax(model(x, training=False), axis=1) == y.numpy()) for x, y in dataset])
