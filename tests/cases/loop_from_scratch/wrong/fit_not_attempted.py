"""fit is still the stub.

wrong = "fit"
"""


def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    raise NotImplementedError
