"""The accuracy is in percent.

wrong = "evaluate"
named = ["share_in_percent"]
by_default = [2]
"""


def evaluate(model, dataset):
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    for x, y in dataset:
        accuracy(y, model(x, training=False))
    return float(accuracy.result()) * 100
