# base: honest
# about: reads the fork server's memory
# covers: memory of other processes
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

attempt(
    lambda: open(f"/proc/{os.getppid()}/mem", "rb"),
    lambda: open(f"/proc/{os.getppid()}/maps").read(),
    lambda: os.readlink(f"/proc/{os.getppid()}/cwd"),
    lambda: os.listdir(f"/proc/{os.getppid()}/fd"),
)
