"""A new model is compiled and fitted, not the given one.

wrong = "fit"
named = ["another_model_fitted"]
by_default = [2]
"""


def compile_and_fit(model, x, y):
    model = MyModelKeras()
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
