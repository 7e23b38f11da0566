"""The model ends in a softmax layer.

wrong = "model"
named = ["softmax_in_the_model"]
by_default = [2]
"""


def make_model():
    return tf.keras.Sequential(
        [
            tf.keras.layers.Dense(10, activation="relu"),
            tf.keras.layers.Dense(8, activation="relu"),
            tf.keras.layers.Dense(3),
            tf.keras.layers.Softmax(),
        ]
    )
