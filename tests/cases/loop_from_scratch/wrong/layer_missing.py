"""The layer is not defined.

wrong = "layer"
without = ["ActivityRegularization"]
"""



