"""The loss is summed over the batch.

wrong = "layer"
named = ["activity_not_averaged"]
by_default = [3]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(self.rate * tf.math.reduce_sum(inputs * inputs))
        return inputs
