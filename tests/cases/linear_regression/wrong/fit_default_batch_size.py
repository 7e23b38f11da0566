"""fit keeps the default batch size of 32.

wrong = "fit"
named = ["batches_of_32"]
by_default = [2]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, verbose=0)
