# base: honest
# about: removes its own folder, and what is in it
# covers: folders that can't be cleaned up
import os
import shutil

shutil.rmtree(".", ignore_errors=True)
for action in (lambda: os.rmdir(os.getcwd()), lambda: os.rename(os.getcwd(), os.getcwd() + "-moved")):
    try:
        action()
    except OSError as error:
        print(error)
