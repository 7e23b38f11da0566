"""The test step calls the model with training=True.

wrong = "test_step"
named = ["tested_in_training"]
over = "correct_terse"
by_default = [2]
"""


def make_test_step(strategy, model, mean_loss, accuracy):
    def f(x, y):
        p = model(x, training=True)
        mean_loss(per_example(y, p)); accuracy(y, p)
    @tf.function
    def g(e): strategy.run(f, e)
    return g
