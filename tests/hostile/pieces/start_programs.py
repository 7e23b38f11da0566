# base: honest
# about: starts programs in every way Python knows
# covers: starting programs
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


import multiprocessing
import os
import subprocess

attempt(
    lambda: subprocess.run(["/bin/sleep", "600"]),
    lambda: subprocess.Popen("touch /tmp/started", shell=True),
    lambda: os.system("touch /tmp/started"),
    lambda: os.posix_spawn("/bin/sleep", ["sleep", "600"], {}),
    lambda: os.popen("id").read(),
    lambda: multiprocessing.Process(target=print).start(),
    lambda: os.execv("/bin/true", ["true"]),
)
