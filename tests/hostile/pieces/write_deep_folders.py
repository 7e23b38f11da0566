# base: honest
# about: nests folders beyond any path's length
# covers: folders that can't be cleaned up
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os


def dig():
    for _ in range(600):
        os.mkdir("d" * 100)
        os.chdir("d" * 100)


attempt(dig)
