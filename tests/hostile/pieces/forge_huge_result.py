# base: nothing
# about: answers with eighty megabytes
# covers: a flood of evidence
import numpy as np


def loss(target_y, predicted_y):
    return np.zeros(10**7)
