"""The rate is left out.

wrong = "layer"
named = ["rate_ignored"]
by_default = [2]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(tf.reduce_mean(squares))
        return inputs
