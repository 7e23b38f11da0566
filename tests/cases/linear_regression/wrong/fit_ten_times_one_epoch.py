"""fit is called ten times for one epoch each, and the last History returned.

wrong = "fit"
named = ["ten_fits_of_one_epoch"]
by_default = [3]
"""


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=tf.keras.losses.MeanSquaredError(),
    )
    for _ in range(10):
        history = model.fit(x, y, batch_size=len(x), verbose=0)
    return history
