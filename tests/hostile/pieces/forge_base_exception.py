# base: nothing
# about: raises what no one expects
# covers: exceptions that nobody expects
class Odd(BaseException):
    pass


def loss(target_y, predicted_y):
    raise Odd
