# base: honest
# about: vandalises the libraries for the next one
# covers: changing the libraries
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

import numpy

target = numpy.__file__
attempt(
    lambda: open(target, "a").write("raise SystemExit\n"),
    lambda: os.open(target, os.O_RDONLY | os.O_TRUNC),
    lambda: os.truncate(target, 0),
    lambda: os.remove(target),
    lambda: open(os.path.dirname(target) + "/evil.pth", "w").write("import os"),
    lambda: os.mkdir(os.path.dirname(target) + "/__pycache__/x"),
)
