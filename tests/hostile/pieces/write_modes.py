# base: honest
# about: changes mode, owner and dates of the teacher's file
# covers: modes, owners and dates
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

attempt(
    lambda: os.chmod("{TEACHER}", 0o777),
    lambda: os.chown("{TEACHER}", 0, 0),
    lambda: os.utime("{TEACHER}", (0, 0)),
    lambda: os.setxattr("{TEACHER}", "user.x", b"y"),
)
