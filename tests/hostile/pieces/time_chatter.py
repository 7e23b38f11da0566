# base: nothing
# about: hangs and takes memory that it shares, and talks all the while so that nobody looks
# covers: hanging while it is loaded; memory without a name
import json
import mmap
import os
import struct
import time

text = json.dumps({"kind": "running", "statement": 1, "line": 1}).encode()
hoard = []
while True:
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack(">II", len(text), 0) + text)
        except OSError:
            pass
    if len(hoard) < 400:
        hoard.append(mmap.mmap(-1, 2**22))
        hoard[-1].write(bytes(2**22))
    time.sleep(0.002)
