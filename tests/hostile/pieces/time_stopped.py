# base: nothing
# about: stops itself
# covers: hanging
import os
import signal


def loss(target_y, predicted_y):
    signal.raise_signal(signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)
    while True:
        pass
