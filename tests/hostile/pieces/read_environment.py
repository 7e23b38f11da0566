# base: honest
# about: prints every environment it can find
# covers: environments and command lines
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

attempt(
    lambda: dict(os.environ),
    lambda: open("/proc/self/environ", "rb").read(),
    lambda: open(f"/proc/{os.getppid()}/environ", "rb").read(),
    lambda: open("/proc/1/environ", "rb").read(),
    lambda: [open(f"/proc/{pid}/cmdline", "rb").read() for pid in os.listdir("/proc") if pid.isdigit()],
)
