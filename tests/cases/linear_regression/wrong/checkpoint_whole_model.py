"""model.save is called, which refuses this model under this suffix.

wrong = "checkpoint"
named = ["whole_model_saved"]
by_default = [2]
"""


def save_checkpoint(model, path):
    model.save(path)
