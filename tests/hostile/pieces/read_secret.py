# base: honest
# about: reads a file of the teacher's, in all ways there are
# covers: files of the teacher
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import mmap
import os
import shutil

attempt(
    lambda: open("{TEACHER}").read(),
    lambda: os.read(os.open("{TEACHER}", os.O_RDONLY | os.O_NONBLOCK), 99),
    lambda: shutil.copy("{TEACHER}", "copy"),
    lambda: os.link("{TEACHER}", "hard"),
    lambda: os.symlink("{TEACHER}", "soft"),
    lambda: open("soft").read(),
    lambda: os.sendfile(1, os.open("{TEACHER}", os.O_RDONLY), 0, 99),
)
