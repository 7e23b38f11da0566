# base: honest
# about: looks for the teacher's file by walking
# covers: files of the teacher
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import glob
import os

attempt(
    lambda: [open(path).read() for path in glob.glob("{TEACHER}*")],
    lambda: [names for names in os.walk(os.path.dirname("{TEACHER}"))],
    lambda: os.listdir("/tmp"),
    lambda: os.listdir("/"),
)
