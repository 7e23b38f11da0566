"""The model can't be trained any more after it was evaluated.

wrong = "evaluate"
by_default = [3]
"""


def evaluate(model, dataset):
    model.trainable = False
    right = [np.argmax(model(x, training=False), axis=1) == y.numpy() for x, y in dataset]
    return np.concatenate(right).mean()
