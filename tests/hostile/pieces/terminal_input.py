# base: honest
# about: types into the terminal it was started from
# covers: the terminal
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import fcntl
import os

attempt(
    lambda: fcntl.ioctl(0, 0x5412, b"x"),
    lambda: fcntl.ioctl(1, 0x541C, b"\x0bx"),
    lambda: os.open("/dev/tty", os.O_RDWR),
    lambda: os.open("/dev/pts/0", os.O_RDWR),
)
