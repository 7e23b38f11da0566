"""The inputs are multiplied by the rate before they are squared.

wrong = "layer"
named = ["rate_squared"]
by_default = [2]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        self.add_loss(tf.reduce_mean(tf.reduce_sum((self.rate * inputs) ** 2, axis=-1)))
        return inputs
