"""The step returns a number and does nothing.

wrong = "train_step"
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    return lambda x, y: 1.0
