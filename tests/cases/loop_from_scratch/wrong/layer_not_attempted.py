"""The layer is still the stub.

wrong = "layer"
by_default = [2]
"""


class ActivityRegularization(tf.keras.layers.Layer):
    def __init__(self, rate=0.01, **kwargs):
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, inputs):
        raise NotImplementedError
