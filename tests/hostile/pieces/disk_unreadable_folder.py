# base: honest
# about: fills a folder that can't be listed
# covers: files that nobody counts
import os

os.mkdir("dark", 0o300)
for number in range(10_000):
    with open(f"dark/{number}", "wb") as file:
        for _ in range(24):
            file.write(b"x" * 2**20)
