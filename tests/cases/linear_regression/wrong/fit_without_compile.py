"""compile is missing.

wrong = "fit"
named = ["compile_left_out"]
by_default = [3]
"""


def compile_and_fit(model, x, y):
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
