"""The loss is half the mean squared error, and compile uses it too.

wrong = "loss"
affected = ["fit"]
named = ["half_the_mean"]
by_default = [3]
"""


def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.square(target_y - predicted_y)) / 2


def compile_and_fit(model, x, y):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
        loss=loss,
    )
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
