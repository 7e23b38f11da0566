"""Everything is made outside the scope.

wrong = "create"
named = ["all_made_outside"]
by_default = [2]
"""


def create(strategy, make_model, learning_rate):
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy()
    return model, optimizer, accuracy
