"""Both weights are made with trainable=False.

wrong = "keras_model"
named = ["keras_neither_trainable"]
by_default = [2]
"""


class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        constant = tf.keras.initializers.Constant
        self.w = self.add_weight(name="w", shape=(), initializer=constant(5.0), trainable=False)
        self.b = self.add_weight(name="b", shape=(), initializer=constant(0.0), trainable=False)

    def call(self, x):
        return self.w * x + self.b
