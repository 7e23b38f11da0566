# base: nothing
# about: says hello again, with isolation that isn't there
# covers: a second word on isolation
import os
import struct
import json


def pipes():
    for fd in range(3, 256):
        try:
            os.fstat(fd)
            yield fd
        except OSError:
            pass


def frame(header, arrays=b""):
    text = json.dumps(header).encode() if not isinstance(header, bytes) else header
    return struct.pack(">II", len(text), len(arrays)) + text + arrays


def send(data):
    for fd in pipes():
        try:
            os.write(fd, data)
        except OSError:
            pass


send(frame({"kind": "hello", "in_force": ["no_names"], "missing": [], "versions": {"keras": "99"}}))
