"""The weights go to a path of the student's own.

wrong = "checkpoint"
named = ["saved_elsewhere"]
by_default = [3]
"""


def save_checkpoint(model, path):
    model.save_weights("my_checkpoint.weights.h5")
