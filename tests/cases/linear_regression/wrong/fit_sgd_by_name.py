"""compile gets 'sgd', whose learning rate is 0.01.

wrong = "fit"
named = ["rate_left_to_keras"]
by_default = [2]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer="sgd",
        loss=tf.keras.losses.MeanSquaredError(),
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
