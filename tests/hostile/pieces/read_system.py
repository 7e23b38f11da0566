# base: honest
# about: reads what a system tells its users
# covers: files of the teacher; environments and command lines
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


attempt(
    lambda: open("/etc/passwd").read(),
    lambda: open("/etc/shadow").read(),
    lambda: open("/proc/mounts").read(),
    lambda: open("/proc/net/tcp").read(),
    lambda: open("/dev/mem", "rb").read(1),
)
