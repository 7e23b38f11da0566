# base: nothing
# about: answers with an object that lies about being an array
# covers: objects that lie when compared
import numpy as np


class Liar:
    __array_priority__ = 1e9
    shape = ()

    def __array__(self, *args, **kwargs):
        return np.zeros(())

    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __float__(self):
        return 0.0


def loss(target_y, predicted_y):
    return Liar()
