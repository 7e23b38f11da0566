"""A tf.train.Checkpoint is written, which load_weights does not find at the path.

wrong = "checkpoint"
named = ["checkpoint_of_tensorflow"]
by_default = [3]
"""


def save_checkpoint(model, path):
    tf.train.Checkpoint(model=model).write(path)
