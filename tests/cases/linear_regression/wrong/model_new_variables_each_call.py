"""Every call makes new variables.

wrong = "model"
named = ["variables_at_each_call"]
by_default = [3]
"""


class MyModel(tf.Module):
    def __call__(self, x):
        self.w = tf.Variable(5.0)
        self.b = tf.Variable(0.0)
        return self.w * x + self.b
