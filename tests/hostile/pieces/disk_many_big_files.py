# base: honest
# about: writes many large files
# covers: disk
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


def fill():
    for number in range(64):
        with open(str(number), "wb") as file:
            for _ in range(64):
                file.write(b"x" * 2**20)


attempt(fill)
