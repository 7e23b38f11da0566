# base: honest
# about: takes memory as a file in memory
# covers: memory without a name
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os


def take():
    fd = os.memfd_create("hoard")
    while True:
        os.write(fd, b"x" * 2**20)


attempt(take)
