# base: honest
# about: writes to stderr's descriptor for ever
# covers: a flood of output
import os

while True:
    os.write(2, b'x' * 10**5)
