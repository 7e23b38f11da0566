"""compile gets tf.keras.losses.mean_squared_error, gone in Keras 3.

keras = [3]
wrong = "fit"
over = "correct_lecture_keras3_ready"
"""


def compile_and_fit(model, x, y):
  model.compile(
    optimizer=tf.keras.optimizers.SGD(learning_rate=0.1),
    loss=tf.keras.losses.mean_squared_error,
  )
  return model.fit(x, y, epochs=10, batch_size=1000)
