"""Fit gets the per-replica batch size, which it takes for the global one.

wrong = "fit"
named = ["fitted_with_the_replica_batch"]
over = "correct_typed_documented"
by_default = [3]
"""


def compile_and_fit(
    strategy: tf.distribute.Strategy,
    make_model: Callable[[], tf.keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    learning_rate: float,
    per_replica_batch: int,
    epochs: int,
) -> Tuple[tf.keras.Model, tf.keras.callbacks.History]:
    """The same training by Keras's ``fit``."""
    with strategy.scope():
        model = make_model()
        model.compile(
            optimizer=tf.keras.optimizers.SGD(learning_rate=learning_rate),
            loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        )
    history = model.fit(
        x,
        y,
        batch_size=per_replica_batch,
        epochs=epochs,
        shuffle=False,
        verbose=0,
    )
    return model, history
