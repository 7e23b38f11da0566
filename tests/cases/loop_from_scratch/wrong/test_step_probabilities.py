"""The metric gets probabilities.

wrong = "test_step"
named = ["test_softmax_before_the_metric"]
"""


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=False)
        metric.update_state(y, tf.nn.softmax(logits))

    return test_step
