# base: honest
# about: writes a file of four gigabytes
# covers: disk
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


def fill():
    with open("big", "wb") as file:
        for _ in range(4096):
            file.write(b"x" * 2**20)


attempt(fill)
