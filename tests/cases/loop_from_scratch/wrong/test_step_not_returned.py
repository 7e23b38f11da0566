"""The step is not returned.

wrong = "test_step"
named = ["test_step_not_returned"]
by_default = [3]
"""


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=False)
        metric.update_state(y, logits)
