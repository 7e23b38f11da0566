"""Keras shuffles the examples.

wrong = "fit"
named = ["fitted_in_a_new_order"]
by_default = [3]
"""


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate), loss=loss)
    size = per_replica_batch * strategy.num_replicas_in_sync
    history = model.fit(x, y, batch_size=size, epochs=epochs, verbose=0)
    return model, history
