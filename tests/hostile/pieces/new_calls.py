# base: honest
# about: uses system calls newer than any list
# covers: system calls newer than any list
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
    lambda: call(452, -100, b"{TEACHER}", 0o777, 0),
    lambda: call(463, -100, b"{TEACHER}", 0, b"user.x", 0, 0),
    lambda: call(467, -100, b"{TEACHER}", 0),
    lambda: call(469, -100, b"{TEACHER}", 0, 0, 0),
)
