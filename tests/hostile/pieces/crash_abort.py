# base: honest
# about: aborts
# covers: crashing the interpreter
import os

os.abort()
