"""w is made with add_weight, b is a bare tf.Variable that Keras 3 does not track.

keras = [3]
wrong = "keras_model"
named = ["keras_b_bare_variable"]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = tf.Variable(0.0)

    def call(self, x):
        return self.w * x + self.b
