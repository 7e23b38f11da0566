"""call puts a relu around the line.

wrong = "keras_model"
by_default = [2]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = self.add_weight(name="w", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="b", shape=(), initializer=tf.keras.initializers.Constant(0.0))

    def call(self, x):
        return tf.nn.relu(self.w * x + self.b)
