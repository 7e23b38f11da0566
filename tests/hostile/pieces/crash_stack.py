# base: honest
# about: overflows the stack in C
# covers: crashing the interpreter
import ast

compile("(" * 50_000 + ")" * 50_000, "x", "eval")
eval("[" * 5_000 + "]" * 5_000)
