"""The training loop is called in place of compile and fit.

wrong = "fit"
named = ["loop_for_fit"]
by_default = [3]
"""


def compile_and_fit(model, x, y):
    return training_loop(model, x, y)
