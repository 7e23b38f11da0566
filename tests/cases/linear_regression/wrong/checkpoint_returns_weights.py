"""The weights are returned and nothing is written.

wrong = "checkpoint"
named = ["nothing_saved"]
by_default = [3]
"""


def save_checkpoint(model, path):
    return model.get_weights()
