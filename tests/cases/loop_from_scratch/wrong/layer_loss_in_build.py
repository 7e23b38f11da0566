"""The loss is added in build.

wrong = "layer"
named = { 2 = ["loss_added_in_build"], 3 = ["loss_never_added"] }
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        self.rate = rate

    def build(self, input_shape):
        self.add_loss(tf.constant(self.rate))

    def call(self, inputs):
        return inputs
