"""MyModel defines call in place of __call__.

wrong = "model"
named = ["call_without_underscores"]
by_default = [3]
"""


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)

    def call(self, x):
        return self.w * x + self.b
