# base: honest
# about: changes its answers later, from a thread
# covers: answers that change later
import threading
import time

import tensorflow as tf


def later():
    time.sleep(0.1)
    globals()["loss"] = lambda *a: tf.constant(0.0)


threading.Thread(target=later, daemon=True).start()
