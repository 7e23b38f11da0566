"""make_model is still the stub.

wrong = "model"
affected = ["train"]
"""


def make_model():
    raise NotImplementedError
