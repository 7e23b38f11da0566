# base: honest
# about: becomes another user
# covers: other users
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

attempt(
    lambda: os.setuid(0),
    lambda: os.setgid(0),
    lambda: os.setresuid(0, 0, 0),
    lambda: os.setgroups([0]),
    lambda: os.chroot("."),
    lambda: os.unshare(0x10000000),
)
