"""__call__ is overridden, and there is no call.

wrong = "keras_model"
named = ["call_with_underscores"]
by_default = [2]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def __call__(self, x):
        return self.w * x + self.b
