"""The model is compiled with the loss that has reduction none.

wrong = "fit"
named = ["fit_keeps_every_loss"]
over = "correct_nn_all_reduce"
by_default = [2]
"""


def compile_and_fit(strategy, make_model, x, y, learning_rate, per_replica_batch, epochs):
    with strategy.scope():
        model = make_model()
        model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate), loss=per_example)
    history = model.fit(x, y, batch_size=per_replica_batch * strategy.num_replicas_in_sync,
                        epochs=epochs, shuffle=False, verbose=0)
    return model, history
