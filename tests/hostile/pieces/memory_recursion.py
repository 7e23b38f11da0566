# base: honest
# about: recurses in Python and in C
# covers: memory; crashing the interpreter
import sys

sys.setrecursionlimit(10**9)


def down(n):
    return down(n + 1)


down(0)
