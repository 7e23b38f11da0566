"""The dict inside the History is returned.

wrong = "fit"
named = ["dictionary_returned"]
by_default = [3]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0).history
