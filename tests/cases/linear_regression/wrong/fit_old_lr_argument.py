"""SGD gets lr=0.1, which Keras 2 ignores and Keras 3 refuses.

wrong = "fit"
named = { 2 = ["rate_left_to_keras"], 3 = ["old_name_of_the_rate"] }
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(lr=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
