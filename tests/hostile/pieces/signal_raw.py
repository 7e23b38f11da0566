# base: honest
# about: signals by raw system calls
# covers: signals; signals by side roads
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
    lambda: call(62, parent, 9),
    lambda: call(200, parent, 9),
    lambda: call(234, parent, parent, 9),
    lambda: call(129, parent, 9, bytes(128)),
    lambda: call(297, parent, parent, 9, bytes(128)),
    lambda: call(424, call(434, parent, 0), 9, None, 0),
)
