"""The stub was left as it is.

wrong = "train_step"
affected = ["train"]
by_default = [3]
"""


def make_train_step(strategy, model, optimizer, accuracy, global_batch_size):
    raise NotImplementedError
