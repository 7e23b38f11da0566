"""training_loop is still the stub.

wrong = "training_loop"
affected = ["fit"]
by_default = [2]
"""


def training_loop(model, x, y):
    raise NotImplementedError("write the loop here")
