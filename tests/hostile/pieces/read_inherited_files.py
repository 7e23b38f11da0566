# base: honest
# about: reads whatever descriptor is open
# covers: inherited descriptors
import os

for fd in range(3, 4096):
    try:
        print(fd, os.readlink(f"/proc/self/fd/{fd}"))
    except OSError:
        pass
