# base: honest
# about: opens the reference's folder as a path and reads relative to it
# covers: the reference on disk
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

attempt(
    lambda: os.open("{REFERENCE}", os.O_PATH),
    lambda: os.read(os.open("linear_regression/solution.py", os.O_RDONLY, dir_fd=os.open("{REFERENCE}", os.O_PATH)), 9999),
    lambda: os.chdir("{REFERENCE}") or os.listdir("."),
)
