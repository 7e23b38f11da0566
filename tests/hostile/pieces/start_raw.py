# base: honest
# about: forks by raw system calls
# covers: starting programs; fork bombs
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


attempt(
    lambda: call(57),
    lambda: call(58),
    lambda: call(56, 17, 0, 0, 0, 0),
    lambda: call(56, 0x10000000 | 17, 0, 0, 0, 0),
    lambda: call(435, (ctypes.c_uint64 * 11)(), 88),
    lambda: call(59, b"/bin/true", None, None),
    lambda: call(322, -100, b"/bin/true", None, None, 0),
)
