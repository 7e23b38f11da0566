"""train is still the stub.

wrong = "train"
affected = ["training_loop", "fit"]
by_default = [3]
"""


def train(model, x, y, learning_rate):
    raise NotImplementedError
