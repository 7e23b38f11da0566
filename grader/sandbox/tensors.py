"""The one file of the engine that knows TensorFlow: load it, seed it, and turn its values into plain ones."""

from __future__ import annotations

import os
import platform
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from typing import Any

from grader.model import Value
from grader.numbers import np


def load() -> None:
    """Import TensorFlow and its Keras, and touch what every run will need; runs no operation.

    An operation would start TensorFlow's thread pools, which don't survive a fork. The modules at the end are those
    that TensorFlow itself imports late, at the first `fit`: imported here, they are shared by every run.
    """
    with _kept_out("matplotlib"):
        import tensorflow as tf

        # Lazy, all of them: access imports.
        tf.keras.Model, tf.keras.optimizers.SGD, tf.keras.losses.MeanSquaredError, np.random.seed  # noqa: B018
    from tensorflow.python.data.ops import concatenate_op, flat_map_op, from_tensors_op, range_op, zip_op  # noqa: F401


@contextmanager
def _kept_out(library: str) -> Iterator[None]:
    """Let imports of a library fail that isn't loaded yet, and later ones succeed.

    Keras 3 imports matplotlib.pyplot wherever it is installed, for two functions that draw galleries: half a second and
    a font cache at every start, for the few students who plot. They import it themselves.
    """
    if library in sys.modules:
        yield
        return
    sys.modules[library] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[library]


@cache
def versions() -> dict[str, str]:
    """Tell which Python, TensorFlow, Keras and NumPy run the student's code."""
    import tensorflow as tf

    # `tf.keras` is the package keras or tf_keras, and not in every release does it tell its own version.
    keras = sys.modules[tf.keras.Model.__module__.partition(".")[0]]
    return {
        "gradetape": version("gradetape"),
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "numpy": np.__version__,
    }


def seed(number: int) -> None:
    """Seed every generator that student code could draw from, so that a run can be repeated."""
    import tensorflow as tf

    random.seed(number)
    np.random.seed(number % 2**32)
    tf.random.set_seed(number)


def pin_threads() -> None:
    """Let TensorFlow use at most two threads: the same sums on every machine, and half a gigabyte less to map."""
    import tensorflow as tf

    threads = min(2, os.cpu_count() or 1)
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def plain(value: Any) -> Value:
    """Turn what a probe gave under a name into a value that a frame can carry; raises TypeError if it has none.

    Tensors, variables, arrays, numbers and nested lists of numbers become arrays; half precision becomes float32.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    array = np.asarray(value)
    if array.dtype.kind == "f" and array.dtype.name not in ("float32", "float64"):
        array = array.astype(np.float32)
    if array.dtype.kind in "iu":
        array = array.astype(np.int64)
    if array.dtype.kind not in "fib":
        raise TypeError(f"a {type(value).__name__} is not a number or an array of numbers")
    return array
