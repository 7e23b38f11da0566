# base: nothing
# about: sleeps when asked
# covers: hanging
import time


def loss(target_y, predicted_y):
    time.sleep(600)
