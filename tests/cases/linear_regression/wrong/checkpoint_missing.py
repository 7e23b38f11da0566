"""save_checkpoint is not defined.

wrong = "checkpoint"
by_default = [2]
without = ["save_checkpoint"]
"""
