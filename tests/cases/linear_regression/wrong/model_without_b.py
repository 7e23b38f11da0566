"""The call leaves b out.

wrong = "model"
named = ["bias_left_out"]
by_default = [2]
"""


class MyModel(tf.Module):
  def __init__(self, **kwargs):
    super().__init__(**kwargs)
    self.w = tf.Variable(5.0)
    self.b = tf.Variable(0.0)

  def __call__(self, x):
    return self.w * x
