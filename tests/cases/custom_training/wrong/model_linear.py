"""No layer has an activation.

wrong = "model"
named = ["no_activation"]
by_default = [2]
"""


def make_model():
    inputs = tf.keras.Input(shape=(4,))
    x = tf.keras.layers.Dense(10)(inputs)
    x = tf.keras.layers.Dense(8)(x)
    return tf.keras.Model(inputs, tf.keras.layers.Dense(3)(x))
