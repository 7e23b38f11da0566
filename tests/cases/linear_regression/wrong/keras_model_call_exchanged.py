"""call multiplies x by b and adds w.

wrong = "keras_model"
named = ["keras_call_exchanged"]
by_default = [3]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def call(self, x):
        return self.b * x + self.w
