# base: nothing
# about: says again and again that its next statement has begun
# covers: hanging while it is loaded
import json
import os
import struct
import time

text = json.dumps({"kind": "running", "statement": 1, "line": 1}).encode()
while True:
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack(">II", len(text), 0) + text)
        except OSError:
            pass
    time.sleep(0.5)
