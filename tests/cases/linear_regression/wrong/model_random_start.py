"""w and b start at random numbers.

wrong = "model"
named = ["random_start"]
by_default = [2]
"""


class MyModel(tf.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.w = tf.Variable(tf.random.normal([]))
        self.b = tf.Variable(tf.random.normal([]))

    def __call__(self, x):
        return self.w * x + self.b
