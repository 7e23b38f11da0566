# base: honest
# about: changes the teacher's file in every way
# covers: files of the teacher
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os
import shutil

attempt(
    lambda: open("{TEACHER}", "w").write("mine"),
    lambda: open("{TEACHER}", "a").write("mine"),
    lambda: os.open("{TEACHER}", os.O_RDONLY | os.O_TRUNC),
    lambda: os.truncate("{TEACHER}", 0),
    lambda: os.remove("{TEACHER}"),
    lambda: os.rename("{TEACHER}", "moved"),
    lambda: os.replace("linear_regression.py", "{TEACHER}"),
    lambda: shutil.rmtree(os.path.dirname("{TEACHER}")),
    lambda: os.mkdir("{TEACHER}.d"),
    lambda: os.mkfifo("{TEACHER}.fifo"),
)
