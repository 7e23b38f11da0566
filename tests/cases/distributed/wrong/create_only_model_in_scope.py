"""Optimizer and metric are made after the scope.

wrong = "create"
named = ["only_the_model_in_scope"]
over = "correct_tutorial"
by_default = [2]
"""


def create(strategy, make_model, learning_rate):
    # The model must be created under `strategy.scope`.
    with strategy.scope():
        model = make_model()
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
    accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="train_accuracy")
    return model, optimizer, accuracy
