"""The weights are pickled to the path.

wrong = "checkpoint"
named = ["weights_in_another_format"]
by_default = [3]
"""

import pickle


def save_checkpoint(model, path):
    with open(path, "wb") as file:
        pickle.dump(model.get_weights(), file)
