# base: honest
# about: keeps many removed files open
# covers: files that nobody counts
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

kept = []


def fill():
    for number in range(10_000):
        kept.append(open(str(number), "wb"))
        os.remove(str(number))


attempt(fill)
