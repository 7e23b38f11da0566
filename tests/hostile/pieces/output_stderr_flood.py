# base: honest
# about: writes to stderr's descriptor for ever
import os

while True:
    os.write(2, b'x' * 10**5)
