"""fit gets y for x and x for y.

wrong = "fit"
named = ["x_and_y_exchanged"]
by_default = [2]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(y, x, epochs=10, batch_size=len(x), verbose=0)
