# base: nothing
# about: says that its definitions reach to line ten million
# covers: lengths and numbers that choke a parser; answers nobody asked for
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


names = ("loss", "MyModel", "train", "training_loop", "MyModelKeras", "compile_and_fit", "save_checkpoint")
send(frame({"kind": "loaded", "definitions": dict.fromkeys(names, [1, 10_000_000]), "problems": []}))
