# base: honest
# about: leaves a FIFO, a socket and a device
# covers: FIFOs and devices
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os
import stat

attempt(
    lambda: os.mkfifo("fifo"),
    lambda: os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(1, 5)),
    lambda: os.mknod("socket", stat.S_IFSOCK | 0o600),
)
