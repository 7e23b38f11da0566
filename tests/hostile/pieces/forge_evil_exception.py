# base: nothing
# about: raises an exception whose every face raises or never ends
# covers: exceptions that nobody expects
class Evil(BaseException):
    def __str__(self):
        while True:
            pass

    __repr__ = __format__ = __str__


def loss(target_y, predicted_y):
    raise Evil
