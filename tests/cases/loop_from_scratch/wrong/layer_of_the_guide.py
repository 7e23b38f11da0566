"""The guide's layer, which adds its inputs up.

wrong = "layer"
named = ["activity_of_the_guide"]
by_default = [3]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=1e-2, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        self.add_loss(self.rate * tf.reduce_sum(inputs))
        return inputs
