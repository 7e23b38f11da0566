"""The layer is not defined.

wrong = "layer"
without = ["ActivityRegularization"]
by_default = [3]
"""



