"""Stands in for TensorFlow where a batch's bookkeeping is tested: loads at once, and computes nothing."""

import sys
from types import ModuleType, SimpleNamespace

__version__ = "2.0"


class _Model: ...


_Model.__module__ = "keras.stand_in"
sys.modules["keras"] = ModuleType("keras")
sys.modules["keras"].__version__ = "3.0"
keras = SimpleNamespace(
    Model=_Model, optimizers=SimpleNamespace(SGD=None), losses=SimpleNamespace(MeanSquaredError=None)
)
config = SimpleNamespace(
    threading=SimpleNamespace(
        set_intra_op_parallelism_threads=lambda n: None, set_inter_op_parallelism_threads=lambda n: None
    ),
    optimizer=SimpleNamespace(set_experimental_options=lambda options: None),
)
random = SimpleNamespace(set_seed=lambda n: None)
