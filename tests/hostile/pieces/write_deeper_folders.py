# base: honest
# about: nests more folders than a program that walks them calls itself
# covers: folders that can't be cleaned up
import os

for _ in range(20_000):
    os.mkdir("d")
    os.chdir("d")
