"""make_model is still the stub.

wrong = "model"
affected = ["train"]
by_default = [3]
"""


def make_model():
    raise NotImplementedError
