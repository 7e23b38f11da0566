# base: nothing
# about: sleeps when asked
import time


def loss(target_y, predicted_y):
    time.sleep(600)
