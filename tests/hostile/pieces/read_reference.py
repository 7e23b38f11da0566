# base: honest
# about: reads the reference's folder
# covers: the reference on disk
def attempt(*actions):
    for action in actions:
        try:
            print(action())
        except BaseException as error:
            print(type(error))


from pathlib import Path

attempt(
    lambda: Path("{REFERENCE}/linear_regression/solution.py").read_text(),
    lambda: list(Path("{REFERENCE}").iterdir()),
    lambda: open("{REFERENCE}/linear_regression/exercise.toml").read(),
)
