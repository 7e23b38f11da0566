"""Validation runs the model in training.

wrong = "test_step"
named = ["tested_in_training"]
by_default = [2]
"""


def make_test_step(model, metric):
    @tf.function
    def test_step(x, y):
        logits = model(x, training=True)
        metric.update_state(y, logits)

    return test_step
