"""What probes are made of: weights by shape, batches, what a call adds to lists, and counts of calls.

`checks.py` imports from here. The judge reads that file without TensorFlow; hence it is imported inside the functions.
Counts and shapes are taken in the process of student code, and are worth what any other value from there is worth.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")

# Weights ------------------------------------------------------------------------------------------


def by_shape(arrays: Iterable[T]) -> list[T]:
    """Return variables, gradients or arrays in the order of their shapes, those of one shape in the order given.

    The order doesn't depend on that of a model's layers, as long as no two of them have one shape. None, a gradient that
    isn't there, counts as a number.
    """
    return sorted(arrays, key=_shape)


def shapes(arrays: Iterable[Any]) -> str:
    """Return the shapes of variables or arrays in one text, sorted, as `(3,), (4, 3)`; `none` if there are none."""
    return ", ".join(map(str, sorted(map(_shape, arrays)))) or "none"


def assign_by_shape(variables: Iterable[Any], values: Iterable[Any]) -> bool:
    """Give each variable the value of its shape, in whatever order both come; return whether they have the same shapes.

    If not, nothing is assigned. Of several variables of one shape, the first is given the first of the values of that shape.
    """
    there, given = by_shape(variables), by_shape(values)
    if shapes(there) != shapes(given):
        return False
    for variable, value in zip(there, given, strict=True):
        variable.assign(value)
    return True


def _shape(array: Any) -> tuple[int, ...]:
    # Of what has a shape, numpy takes it as it is: that of a tensor can't be compared.
    return tuple(np.shape(array))


# Batches ------------------------------------------------------------------------------------------


def batches(
    *arrays: Any, batch_size: int | Sequence[int], rng: np.random.Generator | None = None
) -> list[tuple[Any, ...]]:
    """Return batches as tuples of tensors, one of each array: `batches(x, y, batch_size=16)` gives pairs.

    With a number, the last batch is as small as what is left; with a list, each batch has the size given for it. The examples
    come in the order of the arrays, or in one drawn with `rng`. Raises ValueError if arrays or sizes don't fit each other.
    """
    import tensorflow as tf

    mixed = _mixed(arrays, rng)
    ends = np.cumsum(_sizes(len(mixed[0]), batch_size))[:-1]
    return [tuple(map(tf.constant, batch)) for batch in zip(*(np.split(a, ends) for a in mixed), strict=True)]


def dataset(*arrays: Any, batch_size: int, rng: np.random.Generator | None = None) -> Any:
    """Return the same batches as a `tf.data.Dataset`; each pass over it has the same order."""
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices(_mixed(arrays, rng)).batch(batch_size)


def _mixed(arrays: Sequence[Any], rng: np.random.Generator | None) -> tuple[NDArray[Any], ...]:
    found = [np.asarray(array) for array in arrays]
    if not found or len({len(array) for array in found}) > 1:
        raise ValueError(f"batches need arrays of one length, not of {', '.join(str(len(a)) for a in found) or 'none'}")
    order = np.arange(len(found[0])) if rng is None else rng.permutation(len(found[0]))
    return tuple(array[order] for array in found)


def _sizes(examples: int, batch_size: int | Sequence[int]) -> list[int]:
    if isinstance(batch_size, Sequence):
        sizes = list(batch_size)
    else:
        sizes = [min(batch_size, examples - start) for start in range(0, examples, batch_size)]
    if min(sizes, default=0) < 1 or sum(sizes) != examples:
        raise ValueError(f"batches of {batch_size} don't make up {examples} examples")
    return sizes


# What a module holds ------------------------------------------------------------------------------


@contextmanager
def additions(work: Any) -> Iterator[dict[str, Any]]:
    """Give a dict that has, after a `with` block, what the block added to lists and arrays that the submission's module holds.

    A key is a name of the module, or `name['key']` for what a dict of it holds. Of a list that was made anew, or emptied
    first, it has all entries. What was there before, as from calls at the top level, isn't in it.
    """
    added = dict[str, Any]()
    before = _held(work)
    yield added
    both = ((place, _added_to(before.get(place), values)) for place, values in _held(work).items())
    added.update((place, values) for place, values in both if len(values))


def _held(work: Any) -> dict[str, Any]:
    """Copy lists and arrays of a module; of `work` no name is looked up, since only what a call changes counts in the end."""
    found = dict[str, Any]()
    for name, value in [*work._namespace.items()]:  # noqa: SLF001 (every other attribute of a work is the submission's)
        held = value.items() if isinstance(value, dict) else ()
        inner = {f"{name}[{key!r}]": values for key, values in held if isinstance(key, str)}
        found |= {place: values for place, values in {name: value, **inner}.items() if type(values) in _COPIES}
    return {place: _COPIES[type(values)](values) for place, values in found.items()}


_COPIES: dict[type, Callable[[Any], Any]] = {list: list, np.ndarray: np.copy}


def _added_to(old: Any, values: Any) -> Any:
    if isinstance(values, np.ndarray):
        return () if old is not None and np.array_equal(old, values) else values
    old = old if isinstance(old, list) else []
    goes_on = len(values) >= len(old) and all(one is other for one, other in zip(old, values, strict=False))
    return values[len(old) :] if goes_on else values


# Calls --------------------------------------------------------------------------------------------


class Counted:
    """A function that counts in `count` how often Python runs it, and otherwise does what it does.

    A `tf.function` runs the Python code of what it calls only while it is traced: there, `count` is the number of traces.
    AutoGraph leaves a counted function as it is, so that an `if` on a tensor in it fails there.
    """

    autograph_info__: ClassVar[dict[str, Any]] = {}
    """The mark by which AutoGraph knows what not to convert; it would print a warning that it can't read this file."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.count = 0
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Count the call, and return what the function returns; a call that raises counts, too."""
        self.count += 1
        return self._function(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Be a method where the function is one."""
        return self if instance is None else types.MethodType(self, instance)


@contextmanager
def counting(owner: Any, name: str) -> Iterator[Counted]:
    """Count how often `owner.name` is called in a `with` block: a function of a module, or a method of an object or a class.

    Only calls that look the name up inside the block are seen.
    """
    own = name in vars(owner)
    before = getattr(owner, name)
    counted = Counted(before)
    setattr(owner, name, counted)
    try:
        yield counted
    finally:
        if own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)
