"""The loss is computed with numpy, outside the tape.

wrong = "loss"
named = ["loss_as_plain_number"]
by_default = [3]
"""

import numpy as np


def loss(target_y, predicted_y):
    return np.mean((target_y.numpy() - predicted_y.numpy()) ** 2)
