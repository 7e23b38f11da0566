"""w starts at 0 and b at 5.

wrong = "keras_model"
named = ["keras_start_exchanged"]
by_default = [3]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(0.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(5.0))

    def call(self, x):
        return self.w * x + self.b
