"""The one file of the engine that knows TensorFlow: load it, seed it, and turn its values into plain ones."""

from __future__ import annotations

import gc
import os
import platform
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.model import Nested, Values, flat
from grader.sandbox.protocol.frames import DIMENSIONS, NAME, Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray

NESTING = (list, tuple, dict)
DEPTH = 8
CONTAINERS = 20_000
"""Lists and dicts in all that one probe gives. Each row of a table is one; TensorFlow's own lists and dicts are none."""


def load() -> None:
    """Import TensorFlow and its Keras, and touch what every run will need; runs no operation.

    An operation would start TensorFlow's thread pools, which don't survive a fork. The modules at the end are those
    that TensorFlow itself imports late, at the first `fit`: imported here, they are shared by every run.
    """
    with _uncollected(), _kept_out("matplotlib"), _kept_out("IPython"):
        import tensorflow as tf

        # Lazy, all of them: access imports.
        tf.keras.Model, tf.keras.optimizers.SGD, tf.keras.losses.MeanSquaredError, np.random.seed  # noqa: B018
        from tensorflow.python.data.ops import concatenate_op, flat_map_op, from_tensors_op, range_op, zip_op  # noqa: F401


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave what is made here to itself: hardly any of it is garbage, and the collector would go through it again and again.

    That took a fifth of the time. In a child that is forked later, the pages of these objects stay shared, too.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _kept_out(library: str) -> Iterator[None]:
    """Let imports of a library fail that isn't loaded yet, and later ones succeed.

    Keras 3 imports matplotlib.pyplot wherever it is installed, for two functions that draw galleries: half a second and
    a font cache at every start, for the few students who plot. They import it themselves. And it imports IPython, which
    takes a tenth of TensorFlow's time, to show a file of weights in a notebook.
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
    """Return which Python, TensorFlow, Keras and NumPy run the student's code."""
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
    np.random.seed(number % 2**32)  # noqa: NPY002 (it is what student code may draw from)
    tf.random.set_seed(number)


def configure() -> None:
    """Let TensorFlow compute alike on every machine, and spend no time on graphs that a student runs a few times.

    At most two threads: the same sums everywhere, and half a gigabyte less to map. Grappler is off: it takes longer to
    improve the graph of a small model than the improvement saves in ten steps.
    """
    import tensorflow as tf

    threads = min(2, os.cpu_count() or 1)
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})


def declare(logical_devices: int) -> None:
    """Give TensorFlow this number of CPUs, before it runs an operation: a strategy has a replica on each of them."""
    if logical_devices > 1:
        import tensorflow as tf

        (cpu,) = tf.config.list_physical_devices("CPU")
        each = tf.config.LogicalDeviceConfiguration()
        tf.config.set_logical_device_configuration(cpu, [each] * logical_devices)


def values_of(given: Mapping[str, Any]) -> Values:
    """Turn what a probe gave into values that a frame can carry, those in lists and dicts under names of their own."""
    whole, room = {_key(name): value for name, value in given.items()}, iter(range(CONTAINERS))
    named = ((name, _plain(value, DEPTH, room)) for name, value in whole.items())
    return {path: value for name, nested in named for path, value in flat(name, nested)}


def plain(value: Any) -> Nested:
    """Turn what a probe gave under a name into plain values; raises TypeError if it has none, Refused if it is too deep.

    Tensors, variables, arrays and numbers become arrays; half precision becomes float32. So does a list or tuple that
    numpy takes for one array, as nested lists of numbers; another one becomes a list of what its entries become, a dict a
    dict. What merely calls itself a list or dict is none: its class could give other entries each time it is asked.
    """
    return _plain(value, DEPTH, iter(range(CONTAINERS)))


def _plain(value: Any, deeper: int, room: Iterator[int]) -> Nested:
    if value is None or isinstance(value, (bool, str)):
        return value
    if type(value) not in NESTING:
        return _array(value)
    # A list that contains itself ends here, too.
    if not deeper or next(room, None) is None:
        raise Refused(f"it has lists and dicts more than {DEPTH} deep, or more than {CONTAINERS} of them")
    if type(value) is dict:
        return {_key(key): _plain(entry, deeper - 1, room) for key, entry in value.items()}
    if not any(type(entry) in NESTING for entry in value):
        whole = _as_one(np.asarray, value)
        if whole is not None:
            return whole
    entries = [_plain(entry, deeper - 1, room) for entry in value]
    joined = _as_one(np.stack, entries) if all(isinstance(entry, np.ndarray) for entry in entries) else None
    return entries if joined is None else joined


def _as_one(join: Callable[[Any], NDArray[Any]], entries: Sequence[Any]) -> NDArray[Any] | None:
    """Return entries as one array, if numpy takes them for one of numbers."""
    try:
        array = join(entries)
    except ValueError:
        return None
    return _array(array) if array.dtype.kind in "fiub" and array.ndim <= DIMENSIONS else None


def _array(value: Any) -> NDArray[Any]:
    # What was observed stays what it was, whatever happens to an array of the submission.
    array = value.copy() if isinstance(value, np.ndarray) else np.asarray(value)
    if array.dtype.kind == "f" and array.dtype.name not in ("float32", "float64"):
        array = array.astype(np.float32)
    if array.dtype.kind in "iu":
        array = array.astype(np.int64)
    if array.dtype.kind not in "fib":
        raise TypeError(f"a {type(value).__name__} is not a number or an array of numbers")
    return array


def _key(key: object) -> str:
    if type(key) is not str or not NAME.fullmatch(key):
        raise TypeError("the keys of a dict of values must be names, of the letters A to Z, digits and underscores")
    return key


def state_of(held: Any, largest: int) -> tuple[Callable[[], object], Iterable[Any]] | None:
    """Return what puts back the numbers that TensorFlow keeps in a value, and what else to look at; None if it keeps none."""
    tf = sys.modules.get("tensorflow")
    if tf is None:
        return None
    kind, keras = type(held), tf.keras
    if issubclass(kind, (tf.Variable, getattr(keras, "Variable", tf.Variable))):
        return (partial(held.assign, held.numpy()), ()) if np.prod(held.shape) <= largest else None
    if issubclass(kind, (keras.layers.Layer, keras.metrics.Metric)):
        # Of what Keras builds only the numbers: the rest isn't ours to take apart.
        return (lambda: None), held.variables
    if issubclass(kind, keras.optimizers.Optimizer) or kind.__name__ == "Tracker":
        # One that meets its variables in a question has none of them in the next; Keras 3 has a tracker of what is whose.
        return (lambda: None), (vars(held),)
    return ((lambda: None), (held.state,)) if issubclass(kind, tf.random.Generator) else None
