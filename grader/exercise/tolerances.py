"""Compare two values that probes gave; the tolerances that apply where a check sets none of its own, with their reasons.

Both sides compute in float32 (machine epsilon 1.2e-7), and the order of summation is the student's choice. Summing N
terms in another order changes a mean by at most N times epsilon of the largest term, and typically by the square root
of N times epsilon: RELATIVE covers N = 800 in the worst case. A value that is small because large ones cancel keeps the
absolute error of the large ones: hence FLOOR. What adds up more numbers, or amplifies errors from step to step, needs
tolerances of its own, and should say how far off its mildest mistake is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from grader.model import Difference, Expectation, Nested, Observation, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

RELATIVE = 1e-4
FLOOR = 2e-5


class NotGivenError(LookupError):
    """An expectation takes a value from the reference that the reference doesn't give."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two numbers may be apart and still be equal: the larger of the two, as in `math.isclose`.

    `rel_tol` is a part of the largest expected number, over all of an array; `abs_tol` applies whatever that number is.
    """

    rel_tol: float = RELATIVE
    abs_tol: float = FLOOR

    def __post_init__(self) -> None:
        """Raise ValueError for tolerances that compare nothing: with a `rel_tol` of 1, zero would pass for any number."""
        if not 0 <= self.rel_tol < 1 or not 0 <= self.abs_tol < math.inf:
            raise ValueError("rel_tol must be at least 0 and below 1, abs_tol at least 0 and finite")

    def around(self, expected: NDArray[Any]) -> float:
        """Return how far numbers may be from these."""
        scale = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
        return max(self.abs_tol, self.rel_tol * float(scale))


USUAL = Tolerance()


@dataclass(frozen=True, slots=True)
class Comparing:
    """An expectation, and the tolerance within which it compares."""

    expect: Expectation
    tolerance: Tolerance

    def __call__(self, reference: Observation, student: Observation) -> Difference | None:
        """Return the first difference between two observations."""
        return self.expect(reference, student)


def tolerance_of(expect: Expectation) -> Tolerance:
    """Return within what two values are the same for an expectation: within the usual, for one of the author's own."""
    return expect.tolerance if isinstance(expect, Comparing) else USUAL


def differ(what: str, expected: Nested, actual: Nested, tolerance: Tolerance = USUAL) -> Difference | None:
    """Return the first difference between two values, or None; numbers are compared within the tolerance.

    Lists and dicts must have the same entries, and arrays the same shape: nothing is broadcast. Whether a number came as
    float32 or float64, or a history as a list or an array, is the student's choice and makes no difference; a truth value
    is not a number.
    """
    if isinstance(expected, (list, dict)) or isinstance(actual, (list, dict)):
        return _entries_differ(what, expected, actual, tolerance)
    if _kind(expected) != _kind(actual):
        return Difference(what, _shown(expected), _shown(actual), kind="type")
    if _kind(expected) != "number" and np.shape(expected) == np.shape(actual) == ():  # type: ignore[arg-type]
        return None if expected == actual else Difference(what, _shown(expected), _shown(actual))
    return _numbers_differ(what, np.asarray(expected, np.float64), np.asarray(actual, np.float64), tolerance)


def alike(first: Value, second: Value, tolerance: Tolerance = USUAL) -> bool:
    """Whether two values are the same within the tolerance, both not a number and both infinite included.

    For two wrong answers: no check lets a NaN pass, but two that run away alike have run away alike.
    """
    if _kind(first) != _kind(second) or np.shape(first) != np.shape(second):  # type: ignore[arg-type]
        return False
    if _kind(first) != "number":
        return bool(np.all(np.asarray(first) == np.asarray(second)))
    ours, theirs = np.asarray(first, np.float64), np.asarray(second, np.float64)
    with np.errstate(all="ignore"):
        return bool(np.isclose(ours, theirs, rtol=0, atol=tolerance.around(ours), equal_nan=True).all())


def within(what: str, expected: Value, actual: Value, margin: Value) -> Difference | None:
    """Return a difference unless `actual` is one finite number at most `margin` away from `expected`."""
    if not _is_one_number(actual):
        return Difference(what, _shown(expected), _shown(actual), kind="type")
    gap = abs(float(np.asarray(actual)) - float(np.asarray(expected)))
    return None if gap <= float(np.asarray(margin)) else Difference(what, _shown(expected), _shown(actual))


def beyond(what: str, bound: Value, actual: Value, kind: Literal["at_least", "at_most"]) -> Difference | None:
    """Return a difference unless `actual` is one finite number on the right side of `bound`, up to the usual tolerance."""
    if not _is_one_number(actual):
        return Difference(what, _shown(bound), _shown(actual), kind="type")
    limit = float(np.asarray(bound))
    over = float(np.asarray(actual)) - limit
    # A share of examples is seldom the same number in float32 and in float64.
    slack = USUAL.around(np.asarray(limit))
    good = over >= -slack if kind == "at_least" else over <= slack
    return None if good and math.isfinite(over) else Difference(what, _shown(bound), _shown(actual), kind=kind)


def _is_one_number(value: Value) -> bool:
    return _kind(value) == "number" and np.shape(value) == ()  # type: ignore[arg-type]


def _entries_differ(what: str, expected: Nested, actual: Nested, tolerance: Tolerance) -> Difference | None:
    ours, theirs = _entries(expected), _entries(actual)
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return Difference(what, float(len(ours)), float(len(theirs)), kind="length")
        found = (differ(f"{what}[{i}]", entry, theirs[i], tolerance) for i, entry in enumerate(ours))
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        found = (differ(f"{what}.{key}", ours.get(key), theirs.get(key), tolerance) for key in {**ours, **theirs})
    else:
        return Difference(what, _shown(expected), _shown(actual), kind="type")
    return next((difference for difference in found if difference), None)


def _entries(value: Nested) -> Nested:
    """Return a list for an array: one of arrays of one shape travels as one array."""
    return list(value) if isinstance(value, np.ndarray) and value.ndim else value


def differ_in_any_order(what: str, expected: Nested, actual: Nested, tolerance: Tolerance) -> Difference | None:
    """Return the first difference between two values; a list must have the entries of the other, in whatever order.

    What is told of an entry that isn't there is how it differs from one of its shape that is there in its place.
    """
    ours, theirs = _entries(expected), _entries(actual)
    if not isinstance(ours, list) or not isinstance(theirs, list) or len(ours) != len(theirs):
        return differ(what, expected, actual, tolerance)
    left, apart = dict(enumerate(theirs)), list[tuple[int, Difference]]()
    for entry in ours:
        tried = list[tuple[int, Difference]]()
        for place, other in left.items():
            difference = differ(f"{what}[{place}]", entry, other, tolerance)
            if difference is None:
                del left[place]
                break
            tried.append((place, difference))
        else:
            apart += tried
    told = [difference for place, difference in apart if place in left]
    return next((difference for difference in told if difference.kind == "value"), next(iter(told), None))


def _numbers_differ(what: str, expected: NDArray[Any], actual: NDArray[Any], tolerance: Tolerance) -> Difference | None:
    if expected.shape != actual.shape:
        return Difference(what, _shape(expected), _shape(actual), kind="shape")
    if expected.size == 0:
        return None
    # Written so that a NaN on either side is off; what overflows on the way is off too.
    with np.errstate(all="ignore"):
        off = np.asarray(~(np.abs(expected - actual) <= tolerance.around(expected)))
    if not off.any():
        return None
    # In a history the first wrong entry is the one to look at; elsewhere it is as good as any.
    place = tuple(int(i) for i in np.unravel_index(int(np.argmax(off)), off.shape))
    return Difference(what, _shown(expected[place]), _shown(actual[place]), index=place)


def _kind(value: Value) -> str:
    """Return a number (or an array of numbers) from a truth value, a text and nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "text"
    return "truth" if np.asarray(value).dtype == np.bool_ else "number"


def _shown(value: object) -> float | str | None:
    """Return a value as a report may show it: a finite number, a short text, or None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, dict)):
        return f"{type(value).__name__} of {len(value)}"
    array = np.asarray(value)
    if array.dtype == np.bool_ and array.shape == ():
        return str(bool(array)).lower()
    if array.shape == ():
        number = float(array)
        return number if np.isfinite(number) else str(number)
    return f"array {_shape(array)}"


def _shape(array: NDArray[Any]) -> str:
    return "(" + ", ".join(str(n) for n in array.shape) + ("," if array.ndim == 1 else "") + ")"
