# base: honest
# about: lists and reads the folders of other runs
# covers: other submissions
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

here = os.getcwd()
attempt(
    lambda: os.listdir(os.path.dirname(here)),
    lambda: os.listdir(os.path.dirname(os.path.dirname(here))),
    lambda: open(here + ".canary").read(),
    lambda: open(here + ".canary", "w").write("mine"),
)
