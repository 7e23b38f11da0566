# base: honest
# about: attaches to the fork server
# covers: memory of other processes
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import ctypes, platform

libc = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"


def call(number, *arguments):
    return libc.syscall(number, *arguments) if X86 else -1


import os

parent = os.getppid()
attempt(
    lambda: call(101, 16, parent, 0, 0),
    lambda: call(310, parent, 0, 0, 0, 0, 0),
    lambda: call(311, parent, 0, 0, 0, 0, 0),
    lambda: call(312, parent, os.getpid(), 0, 0, 0),
    lambda: call(438, 3, 0, 0),
)
