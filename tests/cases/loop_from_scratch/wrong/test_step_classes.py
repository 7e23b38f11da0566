"""The metric gets classes.

wrong = "test_step"
named = ["test_classes_before_the_metric"]
by_default = [2]
"""


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=False)
        metric.update_state(y, tf.argmax(logits, axis=1))

    return test_step
