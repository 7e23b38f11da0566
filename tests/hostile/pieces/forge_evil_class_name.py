# base: nothing
# about: raises an exception whose class has no ordinary name
# covers: exceptions that nobody expects
class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit


class Evil(Exception, metaclass=Meta):
    pass


def loss(target_y, predicted_y):
    raise Evil
