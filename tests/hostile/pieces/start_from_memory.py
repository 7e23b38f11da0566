# base: honest
# about: runs a program from memory
# covers: starting programs
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os


def run():
    fd = os.memfd_create("program")
    os.write(fd, open("/bin/true", "rb").read())
    os.execv(f"/proc/self/fd/{fd}", ["true"])


attempt(run)
