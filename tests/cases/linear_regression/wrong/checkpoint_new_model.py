"""A new model is saved.

wrong = "checkpoint"
named = { 2 = ["another_model_saved"], 3 = [] }
"""


def save_checkpoint(model, path):
    MyModelKeras().save_weights(path)
