# base: honest
# about: leaves links for whoever cleans up
# covers: links for whoever cleans up
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

attempt(
    lambda: os.symlink(os.path.dirname("{TEACHER}"), "folder"),
    lambda: os.symlink("{TEACHER}", "linear_regression.weights.h5"),
    lambda: os.link("{TEACHER}", "hard"),
)
