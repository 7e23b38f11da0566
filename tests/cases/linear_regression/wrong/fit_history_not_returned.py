"""The History is not returned.

wrong = "fit"
named = ["fit_not_returned"]
by_default = [3]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
