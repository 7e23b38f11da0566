"""The weights are written with numpy, which adds .npy to the path.

wrong = "checkpoint"
named = ["saved_elsewhere"]
by_default = [2]
"""

import numpy as np


def save_checkpoint(model, path):
    np.save(path, model.get_weights())
