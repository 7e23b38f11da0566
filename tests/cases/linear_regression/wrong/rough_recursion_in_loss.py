"""loss calls itself for ever

wrong = "loss"
by_default = [2]
cause = "raised"
"""


def loss(target_y, predicted_y):
    return loss(target_y, predicted_y)
