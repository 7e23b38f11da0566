# base: honest
# about: leaves folders that can be filled, but not listed
# covers: folders that can't be cleaned up
import os

for number in range(8):
    os.mkdir(str(number), 0o300)
    os.mkdir(f"{number}/inner", 0o300)
    with open(f"{number}/inner/file", "w") as file:
        file.write("x")
os.mkdir("locked", 0)
