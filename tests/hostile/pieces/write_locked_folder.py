# base: honest
# about: takes the rights from its own folder
# covers: folders that can't be cleaned up
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import os

os.mkdir("locked")
with open("locked/file", "w") as file:
    file.write("x")
attempt(lambda: os.chmod("locked", 0), lambda: os.chmod(".", 0))
