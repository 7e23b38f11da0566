# base: nothing
# about: answers with lists and dicts without end, and with entries under names that only the wire uses
# covers: lengths and numbers that choke a parser; values that a lax comparison lets through
import json
import os
import struct

answers = []


def loss(target_y, predicted_y):
    cyclic, deep = [], {}
    cyclic.extend([cyclic, {"a": cyclic}] * 30)
    for _ in range(10_000):
        deep = {"a": deep, "b" * 80: cyclic}
    answers.append(None)
    return [cyclic, deep, {"a": {}, "a[0]": 0.0, "": 0.0, 1: 0.0}, [[]] * 10**6][len(answers) % 4]


def pipes():
    for fd in range(3, 256):
        try:
            os.fstat(fd)
            yield fd
        except OSError:
            pass


def frame(names):
    header = {"kind": "answer", "values": {name: {"plain": True} for name in names}, "cause": None, "trouble": None}
    text = json.dumps(header).encode()
    return struct.pack(">II", len(text), 0) + text


NAMES = ("loss[0]", "loss[0][0]", "loss[00]", "loss.a", "loss.a.b", "loss_of_65[99999]", "loss_of_one" + "[0]" * 20)
for fd in pipes():
    try:
        os.write(fd, frame(NAMES))
    except OSError:
        pass
