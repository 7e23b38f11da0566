# base: honest
# about: asks for parts of the kernel with a history
# covers: rare parts of the kernel
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


attempt(*(lambda number=number: call(number, 0, 0, 0, 0, 0) for number in (425, 426, 321, 298, 323, 248, 250, 272, 308, 165, 155, 428, 430, 442, 175, 246, 169, 167, 159, 163, 135, 172, 447, 304)))
