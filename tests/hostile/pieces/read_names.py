# base: honest
# about: learns names, sizes and dates where it can guess the path, and no more
# covers: names and dates of files
import os

print(os.stat("{TEACHER}"))
for path in ("{TEACHER}", os.path.dirname("{TEACHER}"), "{REFERENCE}"):
    for look in (os.listdir, lambda path: os.open(path, os.O_RDONLY), lambda path: os.getxattr(path, "user.x")):
        try:
            print(look(path))
        except OSError as error:
            print(error)
