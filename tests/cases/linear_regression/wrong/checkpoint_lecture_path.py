"""The lecture's call with its own path, which Keras 3 refuses.

wrong = "checkpoint"
named = { 2 = ["saved_elsewhere"], 3 = [] }
over = "correct_lecture_keras3_ready"
"""


def save_checkpoint(model, path):
  model.save_weights("my_checkpoint")
