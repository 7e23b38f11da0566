"""The sum over 32 for the mean, and batches of 32.

two = { loss = "divided_by_32", fit = "batches_of_32" }
"""


def loss(target_y, predicted_y):
    err = target_y - predicted_y
    return tf.reduce_sum(err ** 2) / 32


def compile_and_fit(model, x, y):
    model.compile(loss=tf.keras.losses.MeanSquaredError(), optimizer=tf.keras.optimizers.SGD(0.1))
    history = model.fit(x, y, epochs=10, verbose=0)
    return history
