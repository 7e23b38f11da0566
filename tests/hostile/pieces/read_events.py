# base: honest
# about: asks to be told what others do with their files
# covers: names and dates of files
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
fd = libc.inotify_init1(0)
for path in (os.path.dirname("{TEACHER}"), os.path.dirname(os.getcwd()), "/tmp"):
    print(libc.inotify_add_watch(fd, path.encode(), 0xFFF))
