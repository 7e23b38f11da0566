# base: honest
# about: asks for sockets, queues and shared memory by number
# covers: sockets; message queues and shared memory
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


attempt(*(lambda number=number: call(number, 2, 1, 0) for number in (41, 53, 29, 64, 68, 240, 42, 49)))
