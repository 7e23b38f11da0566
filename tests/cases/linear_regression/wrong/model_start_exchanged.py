"""w starts at 0 and b at 5.

wrong = "model"
named = ["start_exchanged"]
by_default = [2]
"""


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(0.0)
        self.b = tf.Variable(5.0)

    def __call__(self, x):
        return self.w * x + self.b
