"""The model learns from the data that it is evaluated on.

wrong = "evaluate"
named = ["trained_while_evaluating"]
by_default = [2]
"""


def evaluate(model, dataset):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    optimizer = tf.keras.optimizers.SGD(0.02)
    for x, y in dataset:
        loss_value, gradients = grad(model, x, y)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        accuracy.update_state(y, model(x, training=False))
    return accuracy.result().numpy()
