"""make_train_step is still the stub.

wrong = "train_step"
affected = ["fit"]
"""


def make_train_step(model, optimizer, loss_fn, metric):
    raise NotImplementedError
