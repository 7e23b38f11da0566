def double(x):
    raise NotImplementedError


def add(x, y):
    raise NotImplementedError
