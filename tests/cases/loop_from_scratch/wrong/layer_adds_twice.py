"""The loss is added twice.

wrong = "layer"
named = ["loss_added_twice"]
by_default = [3]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def call(self, inputs):
        squares = tf.reduce_sum(tf.square(inputs), axis=1)
        self.add_loss(self.rate * tf.reduce_mean(squares))
        self.add_loss(self.rate * tf.reduce_mean(squares))
        return inputs
