# base: honest
# about: reads address 0
# covers: crashing the interpreter
import ctypes

ctypes.string_at(0)
