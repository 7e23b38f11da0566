"""make_train_step is still the stub.

wrong = "train_step"
affected = ["fit"]
by_default = [3]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    raise NotImplementedError
