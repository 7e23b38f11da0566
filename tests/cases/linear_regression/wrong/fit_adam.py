"""compile gets Adam.

wrong = "fit"
named = ["adam_for_sgd"]
by_default = [2]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.Adam(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
