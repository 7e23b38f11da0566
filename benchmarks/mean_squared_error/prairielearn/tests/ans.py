import numpy as np


def mean_squared_error(target, predicted):
    return np.mean((target - predicted) ** 2)
