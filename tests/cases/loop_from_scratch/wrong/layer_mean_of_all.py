"""The mean is taken over all numbers.

wrong = "layer"
named = ["activity_averaged_over_all"]
by_default = [2]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(self.rate * tf.reduce_mean(inputs**2))
        return inputs
