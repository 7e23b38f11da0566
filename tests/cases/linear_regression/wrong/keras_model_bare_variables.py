"""The lecture's bare tf.Variable attributes, which Keras 3 does not track.

keras = [3]
wrong = "keras_model"
named = ["keras_bare_variables"]
over = "correct_lecture_keras3_ready"
"""


class MyModelKeras(tf.keras.Model):
  def __init__(self, **kwargs):
    super().__init__(**kwargs)
    self.w = tf.Variable(5.0)
    self.b = tf.Variable(0.0)

  def call(self, x):
    return self.w * x + self.b
