"""One optimiser at module level is used for every model.

wrong = "fit"
by_default = [2]
"""

optimizer = tf.keras.optimizers.SGD(learning_rate=0.1)


def compile_and_fit(model, x, y):
    model.compile(optimizer=optimizer, loss=tf.keras.losses.MeanSquaredError())
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
