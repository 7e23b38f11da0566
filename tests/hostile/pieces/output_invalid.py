# base: honest
# about: prints bytes that are no text, and a line of a megabyte's worth
# covers: sequences for a terminal
import os

os.write(1, bytes(range(256)) * 100)
print('x' * 500_000)
