"""Only w reaches the saved model, b stays at its start.

wrong = "checkpoint"
named = ["only_w_saved"]
by_default = [2]
"""


def save_checkpoint(model, path):
    copy = MyModelKeras()
    copy(tf.zeros([1]))
    copy.w.assign(model.w)
    copy.save_weights(path)
