# base: honest
# about: forks for ever
# covers: fork bombs
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os


def bomb():
    while True:
        os.fork()


attempt(bomb)
