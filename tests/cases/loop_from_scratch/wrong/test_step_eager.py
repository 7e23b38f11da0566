"""The step is not compiled.

wrong = "test_step"
named = ["test_step_not_compiled"]
by_default = [3]
"""


def make_test_step(model, metric):
    def test_step(x, y):
        logits = model(x, training=False)
        metric.update_state(y, logits)

    return test_step
