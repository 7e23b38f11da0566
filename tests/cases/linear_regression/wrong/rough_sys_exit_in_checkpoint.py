"""save_checkpoint leaves Python

wrong = "checkpoint"
by_default = [3]
cause = "raised"
"""

import sys


def save_checkpoint(model, path):
    sys.exit()
    model.save_weights(path)
