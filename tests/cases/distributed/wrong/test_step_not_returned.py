"""The step is defined but not returned.

wrong = "test_step"
named = ["test_step_not_returned"]
by_default = [2]
"""


def make_test_step(strategy, model, mean_loss, accuracy):
    def on_replica(x, y):
        logits = model(x, training=False)
        mean_loss.update_state(per_example(y, logits))
        accuracy.update_state(y, logits)

    @tf.function
    def test_step(batch):
        strategy.run(on_replica, args=batch)
