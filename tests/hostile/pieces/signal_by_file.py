# base: honest
# about: has the kernel signal the fork server when a pipe is written
# covers: signals by side roads
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import fcntl
import os
import signal
import struct

reader, writer = os.pipe()
attempt(
    lambda: fcntl.fcntl(reader, fcntl.F_SETOWN, os.getppid()),
    lambda: fcntl.fcntl(reader, 15, struct.pack("ii", 1, os.getppid())),
    lambda: fcntl.fcntl(reader, 10, signal.SIGKILL),
    lambda: fcntl.ioctl(reader, 0x8901, struct.pack("i", os.getppid())),
    lambda: fcntl.ioctl(reader, 0x8902, struct.pack("i", os.getppid())),
    lambda: fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC),
    lambda: os.write(writer, b"x"),
)
