# base: honest
# about: closes its output
# covers: evidence garbled or cut short
import os

os.close(1)
os.close(2)
