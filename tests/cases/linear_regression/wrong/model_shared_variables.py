"""w and b are class attributes, shared by all models.

wrong = "model"
named = ["variables_of_the_class"]
by_default = [3]
"""


class MyModel(tf.Module):
    w = tf.Variable(5.0)
    b = tf.Variable(0.0)

    def __call__(self, x):
        return self.w * x + self.b
