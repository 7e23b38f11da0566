"""Compare two values that probes gave; all tolerances of the project are here, with their reasons.

Both sides compute in float32 (machine epsilon 1.2e-7), and the order of summation is the student's choice. Summing
N <= 201 terms in another order changes a mean by at most N times epsilon, 2.4e-5 of the largest term, and typically by
1e-6; ten gradient steps add such errors up and don't amplify them, since each step contracts. RELATIVE leaves a factor
of four over the worst case. A value that is small because large ones cancel (b near 0 after steps of size 5) keeps the
absolute error of the large ones: hence FLOOR. The mildest known mistake, one eleventh of a step, is a hundred times
larger than either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.model import Difference, Value
from grader.numbers import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RELATIVE = 1e-4
FLOOR = 2e-5


def differ(what: str, expected: Value, actual: Value) -> Difference | None:
    """Give the first difference between two values, or None; numbers are compared within the tolerances above.

    Arrays must have the same shape: nothing is broadcast. Whether a number came as float32 or float64, or a history as
    a list or an array, is the student's choice and makes no difference; a truth value is not a number.
    """
    if _kind(expected) != _kind(actual):
        return Difference(what, _shown(expected), _shown(actual), kind="type")
    if _kind(expected) != "number" and np.shape(expected) == np.shape(actual) == ():  # type: ignore[arg-type]
        return None if expected == actual else Difference(what, _shown(expected), _shown(actual))
    return _numbers_differ(what, np.asarray(expected, np.float64), np.asarray(actual, np.float64))


def alike(first: Value, second: Value) -> bool:
    """Tell whether two values are the same within the tolerances above, both not a number and both infinite included.

    For two wrong answers: no check lets a NaN pass, but two that run away alike have run away alike.
    """
    if _kind(first) != _kind(second) or np.shape(first) != np.shape(second):  # type: ignore[arg-type]
        return False
    if _kind(first) != "number":
        return bool(np.all(np.asarray(first) == np.asarray(second)))
    ours, theirs = np.asarray(first, np.float64), np.asarray(second, np.float64)
    scale = np.abs(ours[np.isfinite(ours)]).max(initial=0.0)
    with np.errstate(all="ignore"):
        return bool(np.isclose(ours, theirs, rtol=0, atol=max(FLOOR, RELATIVE * float(scale)), equal_nan=True).all())


def within(what: str, expected: Value, actual: Value, margin: Value) -> Difference | None:
    """Give a difference unless `actual` is one finite number at most `margin` away from `expected`."""
    if _kind(actual) != "number" or np.asarray(actual).shape != ():
        return Difference(what, _shown(expected), _shown(actual), kind="type")
    gap = abs(float(np.asarray(actual)) - float(np.asarray(expected)))
    return None if gap <= float(np.asarray(margin)) else Difference(what, _shown(expected), _shown(actual))


def _numbers_differ(what: str, expected: NDArray[Any], actual: NDArray[Any]) -> Difference | None:
    if expected.shape != actual.shape:
        return Difference(what, _shape(expected), _shape(actual), kind="shape")
    if expected.size == 0:
        return None
    scale = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
    tolerance = max(FLOOR, RELATIVE * float(scale))
    # Written so that a NaN on either side is off; what overflows on the way is off too.
    with np.errstate(all="ignore"):
        off = np.asarray(~(np.abs(expected - actual) <= tolerance))
    if not off.any():
        return None
    # In a history the first wrong entry is the one to look at; elsewhere it is as good as any.
    place = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
    return Difference(what, _shown(expected[place]), _shown(actual[place]), index=place)


def _kind(value: Value) -> str:
    """Tell a number (or an array of numbers) from a truth value, a text and nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "text"
    return "truth" if np.asarray(value).dtype == np.bool_ else "number"


def _shown(value: object) -> float | str | None:
    """Give a value as a report may show it: a finite number, a short text, or None."""
    if value is None or isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.dtype == np.bool_ and array.shape == ():
        return str(bool(array)).lower()
    if array.shape == ():
        number = float(array)
        return number if np.isfinite(number) else str(number)
    return f"array {_shape(array)}"


def _shape(array: NDArray[Any]) -> str:
    return "(" + ", ".join(str(n) for n in array.shape) + ("," if array.ndim == 1 else "") + ")"
