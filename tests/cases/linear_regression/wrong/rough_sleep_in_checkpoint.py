"""save_checkpoint sleeps for a quarter of an hour

wrong = "checkpoint"
by_default = [2]
cause = "timed_out"
"""

import time


def save_checkpoint(model, path):
    time.sleep(1000)
    model.save_weights(path)
