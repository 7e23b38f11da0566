"""The learning rate is multiplied by the number of replicas when the optimizer is made.

wrong = "create"
named = ["learning_rate_times_replicas"]
over = "correct_typed_documented"
by_default = [3]
"""


def create(
    strategy: tf.distribute.Strategy,
    make_model: Callable[[], tf.keras.Model],
    learning_rate: float,
) -> Tuple[tf.keras.Model, tf.keras.optimizers.Optimizer, tf.keras.metrics.Metric]:
    """Make model, optimizer and metric so that their variables are mirrored.

    Args:
      strategy: the strategy whose replicas get a copy of each variable.
      make_model: called once, in the scope.
      learning_rate: of the plain SGD.

    Returns:
      ``(model, optimizer, accuracy)``.
    """
    scaled = learning_rate * strategy.num_replicas_in_sync
    with strategy.scope():
        model: tf.keras.Model = make_model()
        optimizer = tf.keras.optimizers.SGD(learning_rate=scaled)
        accuracy = tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    return model, optimizer, accuracy
