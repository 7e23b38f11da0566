"""The validation step trains.

wrong = "test_step"
named = ["test_step_trains"]
by_default = [2]
"""


def make_test_step(model, metric):
    def test_step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=False)
            loss = loss_fn(y, logits)
        for variable, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
            if gradient is not None:
                variable.assign_sub(0.001 * gradient)
        metric.update_state(y, logits)

    return tf.function(test_step)
