"""fit gets no epochs and runs one.

wrong = "fit"
named = ["one_epoch"]
by_default = [2]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, batch_size=len(x), verbose=0)
