"""Both hidden layers have ten units, as in the tutorial.

wrong = "model"
named = ["ten_units_twice"]
by_default = [3]
"""


def make_model():
    return tf.keras.Sequential(
        [
            tf.keras.layers.Dense(10, activation=tf.nn.relu, input_shape=(4,)),
            tf.keras.layers.Dense(10, activation=tf.nn.relu),
            tf.keras.layers.Dense(3),
        ]
    )
