# base: nothing
# about: writes one answer after each statement, from a thread, before anything is asked
# covers: answers nobody asked for
import json
import os
import struct
import threading
import time


def forge():
    text = json.dumps({"kind": "answer", "values": {}, "cause": None, "trouble": None}).encode()
    while True:
        for fd in range(3, 64):
            try:
                os.write(fd, struct.pack(">II", len(text), 0) + text)
            except OSError:
                pass
        time.sleep(0.01)


threading.Thread(target=forge, daemon=True).start()
