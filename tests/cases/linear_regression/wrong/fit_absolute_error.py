"""compile gets the mean absolute error.

wrong = "fit"
named = ["absolute_error_in_fit"]
by_default = [2]
over = "correct_lecture_keras3_ready"
"""


def compile_and_fit(model, x, y):
  model.compile(
    optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
    loss="mae",
  )
  return model.fit(x, y, epochs=10, batch_size=1000)
