"""fit is still the stub.

wrong = "fit"
by_default = [3]
"""


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    raise NotImplementedError
