"""The batch size is that of the static shape.

wrong = "layer"
named = ["divided_by_the_static_batch"]
by_default = [2]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(self.rate * tf.reduce_sum(squares) / inputs.shape[0])
        return inputs
