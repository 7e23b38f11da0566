"""w and b are integer variables.

wrong = "model"
named = ["integer_variables"]
by_default = [2]
"""


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(5)
        self.b = tf.Variable(0)

    def __call__(self, x):
        return self.w * x + self.b
