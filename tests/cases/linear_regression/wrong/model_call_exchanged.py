"""The call multiplies x by b and adds w.

wrong = "model"
named = ["call_exchanged"]
by_default = [3]
"""


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return self.b * x + self.w
