# base: honest
# about: changes mode and dates by raw system calls
# covers: modes, owners and dates
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
    lambda: call(90, b"{TEACHER}", 0o777),
    lambda: call(268, -100, b"{TEACHER}", 0o777),
    lambda: call(280, -100, b"{TEACHER}", None, 0),
    lambda: call(132, b"{TEACHER}", None),
    lambda: call(76, b"{TEACHER}", 0),
    lambda: call(85, b"{TEACHER}", 0),
)
