"""The metric is not updated.

wrong = "test_step"
named = ["test_metric_never_updated"]
by_default = [2]
"""


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=False)
        return logits

    return test_step
