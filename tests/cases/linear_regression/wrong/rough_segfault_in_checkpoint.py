"""save_checkpoint reads address 0

wrong = "checkpoint"
by_default = [2]
cause = "killed"
"""

import ctypes


def save_checkpoint(model, path):
    ctypes.string_at(0)
    model.save_weights(path)
