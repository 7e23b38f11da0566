"""save_weights gets save_format, gone in Keras 3.

keras = [3]
wrong = "checkpoint"
named = ["old_save_format"]
"""


def save_checkpoint(model, path):
    model.save_weights(path, save_format="h5")
