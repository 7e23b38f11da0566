# base: nothing
# about: takes over the alarm and ignores signals
# covers: hanging
import signal

for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.signal = signal.setitimer = lambda *a: None


def loss(target_y, predicted_y):
    while True:
        pass
