"""add_weight gets the name first, as in Keras 2.

keras = [3]
wrong = "keras_model"
named = ["keras_name_before_shape"]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight("w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight("b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def call(self, x):
        return self.w * x + self.b
