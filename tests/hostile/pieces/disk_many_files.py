# base: honest
# about: writes a hundred thousand files
# covers: disk
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


def fill():
    for number in range(100_000):
        with open(str(number), "w") as file:
            file.write("x" * 100)


attempt(fill)
