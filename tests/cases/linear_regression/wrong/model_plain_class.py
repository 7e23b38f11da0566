"""MyModel is a plain class, so nothing collects its trainable variables.

wrong = "model"
named = ["not_a_module"]
by_default = [3]
"""


class MyModel:
    def __init__(self):
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b
