# base: honest
# about: forks
# covers: fork bombs; daemons
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os
import time


def fork():
    if os.fork() == 0:
        time.sleep(600)
        os._exit(0)
    return "forked"


attempt(fork)
