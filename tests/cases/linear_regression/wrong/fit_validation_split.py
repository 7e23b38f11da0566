"""fit keeps a fifth of the data for validation.

wrong = "fit"
named = ["validation_held_back"]
by_default = [3]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), validation_split=0.2, verbose=0)
