"""Model and compile stand outside the scope.

wrong = "fit"
named = ["fitted_on_one_device"]
by_default = [2]
"""


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    model = make_model()
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate), loss=loss)
    size = per_replica_batch * strategy.num_replicas_in_sync
    history = model.fit(x, y, batch_size=size, epochs=epochs, shuffle=False, verbose=0)
    return model, history
