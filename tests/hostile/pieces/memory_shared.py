# base: honest
# about: takes memory as a shared mapping
# covers: memory without a name
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import mmap


def take():
    block = mmap.mmap(-1, 6 * 2**30)
    for start in range(0, len(block), 4096):
        block[start] = 1


attempt(take)
