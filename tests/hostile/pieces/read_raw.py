# base: honest
# about: opens the teacher's file by raw system calls
# covers: files of the teacher
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
    lambda: call(2, b"{TEACHER}", 0),
    lambda: call(257, -100, b"{TEACHER}", 0),
    lambda: call(437, -100, b"{TEACHER}", (ctypes.c_uint64 * 3)(), 24),
    lambda: call(303, -100, b"{TEACHER}", None, None, 0),
)
