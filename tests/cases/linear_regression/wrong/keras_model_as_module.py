"""MyModelKeras is only another name for the tf.Module, without compile, fit and save_weights.

wrong = "keras_model"
named = ["module_for_keras_model"]
by_default = [2]
"""


class MyModelKeras(MyModel):
    pass
