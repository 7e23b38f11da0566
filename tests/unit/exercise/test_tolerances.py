"""Two values are compared as numbers, within tolerances that float32 explains and no mistake fits into."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.exercise.tolerances import FLOOR, RELATIVE, Tolerance, alike, differ, within

SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
DTYPES = st.sampled_from(["float32", "float64", "int32", "int64"])
MUCH = 1e300  # more overflows where a test itself reckons
FLOATS = hnp.arrays("float64", SHAPES, elements=st.floats())


def finite_arrays() -> st.SearchStrategy[np.ndarray[Any, Any]]:
    return hnp.arrays(DTYPES, SHAPES).filter(lambda array: bool(np.isfinite(array).all()))


@given(finite_arrays() | st.booleans() | st.none() | st.text())
@settings(deadline=None)
def test_a_value_equals_itself(value: Any) -> None:
    """No finite value differs from itself, whatever its type and shape."""
    assert differ("x", value, value) is None


@given(FLOATS, FLOATS)
@settings(deadline=None)
def test_shapes_are_compared_first(expected: Any, actual: Any) -> None:
    """Arrays of different shapes always differ, seen from either side: nothing is broadcast, not even one number."""
    there, back = differ("x", expected, actual), differ("x", actual, expected)
    if expected.shape == actual.shape:
        assert there is None or there.kind == "value"
    else:
        assert there
        assert back
        assert (there.kind, back.kind) == ("shape", "shape")
        assert (there.expected, there.actual) == (back.actual, back.expected)


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        (1.0, [1.0], ("()", "(1,)")),
        ([1.0, 1.0], [[1.0], [1.0]], ("(2,)", "(2, 1)")),
        ([1.0, 1.0, 1.0], 1.0, ("(3,)", "()")),
        (np.zeros((0, 3)), np.zeros((3, 0)), ("(0, 3)", "(3, 0)")),
    ],
)
def test_shapes_are_shown_as_numpy_writes_them(expected: Any, actual: Any, shown: tuple[str, str]) -> None:
    """What is said of two shapes is the shapes."""
    found = differ("x", np.asarray(expected), np.asarray(actual))
    assert found
    assert (found.what, found.kind, found.expected, found.actual) == ("x", "shape", *shown)
    assert found.index == ()


def test_empty_arrays_of_one_shape_are_equal() -> None:
    """A history without entries equals another one."""
    assert differ("x", np.zeros(0), np.zeros(0, np.int64)) is None
    assert differ("x", np.zeros((0, 3)), np.zeros((0, 3))) is None


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1.0, math.nan),
        (math.nan, 1.0),
        (math.nan, math.nan),
        (1.0, math.inf),
        (1.0, -math.inf),
        (math.inf, math.inf),
        (math.inf, 1.0),
        (math.inf, -math.inf),
    ],
)
def test_what_is_not_finite_is_never_right(expected: float, actual: float) -> None:
    """NaN and infinity on either side, or on both, are a difference, also in one place of an array."""
    found = differ("x", np.array(expected), np.array(actual))
    assert found
    assert (found.kind, found.index) == ("value", ())
    in_array = differ("x", np.array([0.0, expected]), np.array([0.0, actual]))
    assert in_array
    assert in_array.index == (1,)
    beside_it = differ("x", np.array([0.0, expected]), np.array([0.1, actual]))
    assert beside_it
    assert beside_it.index == (0,)


@given(FLOATS, FLOATS)
@settings(deadline=None)
def test_a_difference_can_be_written_as_json(expected: Any, actual: Any) -> None:
    """Both numbers of a difference are finite or texts."""
    found = differ("x", expected, actual)
    for shown in (found.expected, found.actual) if found else ():
        assert isinstance(shown, str) or math.isfinite(shown or 0.0)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32"])
def test_the_type_of_a_number_is_free(dtype: str) -> None:
    """Whether a number came as float32, float64 or whole makes no difference, in either place."""
    assert differ("x", np.array([3.0, -4.0]), np.array([3, -4], dtype)) is None
    assert differ("x", np.array([3, -4], dtype), np.array([3.0, -4.0])) is None
    assert differ("x", np.float32(0.1), np.array(0.1)) is None


@pytest.mark.parametrize("truth", [True, False, np.array(True), np.array(False)])
def test_a_truth_value_is_not_a_number(truth: Any) -> None:
    """True isn't 1 and False isn't 0, from either side."""
    number = np.array(float(truth))
    shown = str(bool(truth)).lower()
    there, back = differ("x", truth, number), differ("x", number, truth)
    assert there
    assert back
    assert (there.kind, there.expected, there.actual) == ("type", shown, float(truth))
    assert (back.kind, back.expected, back.actual) == ("type", float(truth), shown)


def test_truth_values_are_compared_as_such() -> None:
    """A truth value equals the same one as an array of no dimensions, and not its opposite."""
    assert differ("x", True, np.array(True)) is None
    found = differ("x", True, False)
    assert found
    assert (found.kind, found.expected, found.actual) == ("value", "true", "false")


@pytest.mark.parametrize("actual", [np.array([True, False]), np.array([True, True, True]), np.array([], bool)])
def test_an_array_of_truth_values_is_compared(actual: Any) -> None:
    """Arrays of truth values are a difference or none, and never an error, whatever they are compared with."""
    assert differ("x", actual, actual) is None
    assert differ("x", True, actual) is not None
    assert differ("x", actual, True) is not None
    assert differ("x", np.array([True, False, True, False]), actual) is not None


def test_entries_of_truth_values_are_shown_alike() -> None:
    """What was expected and what came are told in the same way, from either side."""
    found = differ("x", np.array([True, False]), np.array([True, True]))
    assert (found.index, found.expected, found.actual) == ((1,), 0.0, 1.0)
    found = differ("x", np.array([True, True]), np.array([True, False]))
    assert (found.index, found.expected, found.actual) == ((1,), 1.0, 0.0)


@pytest.mark.parametrize(
    ("expected", "actual"), [("1", np.array(1.0)), (None, np.array(0.0)), ("", None), (None, False), ("true", True)]
)
def test_texts_numbers_and_nothing_are_apart(expected: Any, actual: Any) -> None:
    """A text, a number, a truth value and nothing are never equal to one another, from either side."""
    assert differ("x", expected, actual).kind == "type"
    assert differ("x", actual, expected).kind == "type"


def test_texts_are_equal_to_the_letter() -> None:
    """Texts differ at the first letter that differs, and are shown."""
    assert differ("x", "History", "History") is None
    found = differ("x", "History", "history")
    assert (found.kind, found.expected, found.actual) == ("value", "History", "history")


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("expected", "tolerance"), [(0.0, FLOOR), (0.1, FLOOR), (1.0, RELATIVE), (-10.0, 10 * RELATIVE), (5e6, 500.0)]
)
def test_the_edge_of_the_tolerance(expected: float, tolerance: float, sign: int) -> None:
    """A number may be off by RELATIVE of what was expected, but always by FLOOR, and by no more."""
    assert differ("x", np.array(expected), np.array(expected + sign * 0.99 * tolerance)) is None
    assert differ("x", np.array(expected), np.array(expected + sign * 1.01 * tolerance)) is not None


@pytest.mark.parametrize(
    ("tolerance", "expected", "apart"),
    [
        (Tolerance(rel_tol=1e-2), 10.0, 0.1),
        (Tolerance(rel_tol=1e-2), 0.0, FLOOR),
        (Tolerance(abs_tol=0.5), 10.0, 0.5),
        (Tolerance(abs_tol=0.5), 1e5, 10.0),
        (Tolerance(rel_tol=1e-6, abs_tol=1e-7), 10.0, 1e-5),
        (Tolerance(rel_tol=0.0, abs_tol=1e-7), 10.0, 1e-7),
        (Tolerance(rel_tol=1e-6, abs_tol=0.0), 0.0, 0.0),
    ],
)
def test_a_tolerance_of_ones_own(tolerance: Tolerance, expected: float, apart: float) -> None:
    """The larger of the two applies, for what is right as for two that are wrong alike, in entries as in an array."""
    for off, same in ((0.99 * apart, True), (1.02 * apart + 1e-12, False)):
        there, here = np.array([expected, 0.0]), np.array([expected + off, 0.0])
        assert (differ("x", there, here, tolerance) is None) is same
        assert (differ("x", [there, {"a": there}], [there, {"a": here}], tolerance) is None) is same
        assert alike(there, here, tolerance) is same


@pytest.mark.parametrize(
    "wrong", [{"rel_tol": 1.0}, {"rel_tol": -1e-9}, {"rel_tol": math.nan}, {"abs_tol": math.inf}, {"abs_tol": -1.0}]
)
def test_a_tolerance_that_lets_everything_pass_is_none(wrong: dict[str, float]) -> None:
    """Neither can it be so wide that zero passes for any number, nor so narrow that nothing passes."""
    with pytest.raises(ValueError, match=r"^rel_tol must be at least 0 and below 1, abs_tol at least 0 and finite$"):
        Tolerance(**wrong)


def test_a_tolerance_may_be_nothing() -> None:
    """Then only the very number is right."""
    assert Tolerance(rel_tol=0.0, abs_tol=0.0).around(np.array(5.0)) == 0.0


def test_what_is_off_by_just_the_tolerance_is_right() -> None:
    """The edge itself is within."""
    assert differ("x", np.array(0.0), np.array(FLOOR)) is None


def test_the_smallest_whole_number_sets_the_tolerance() -> None:
    """Its absolute value is no number of its own type: it would come out negative."""
    smallest = np.iinfo(np.int32).min
    expected, actual = np.array([smallest], np.int32), np.array([smallest - 1000.0])
    assert differ("x", expected, actual) is None
    assert alike(expected, actual)


def test_the_largest_entry_sets_the_tolerance() -> None:
    """In an array, what cancels keeps the error of what is large; what the student gives doesn't widen it."""
    expected = np.array([-1000.0, 0.0])
    assert differ("x", expected, np.array([-1000.0, 0.099])) is None
    assert differ("x", expected, np.array([-1000.0, 0.101])).index == (1,)
    assert differ("x", np.array([1.0, 0.0]), np.array([1e9, 1.0])).index == (0,)


def test_the_first_wrong_entry_is_named() -> None:
    """Of several wrong entries the first is shown, row by row."""
    found = differ("losses", np.array([1.0, 2.0, 3.0]), np.array([1.0, 7.0, 8.0]))
    assert (found.name, found.index, found.expected, found.actual) == ("losses[1]", (1,), 2.0, 7.0)
    found = differ("x", np.zeros((2, 3)), np.array([[0.0, 0.0, 0.0], [0.0, 5.0, 0.0]]))
    assert (found.name, found.index) == ("x[1][1]", (1, 1))


@given(finite_arrays().filter(lambda array: array.size > 0 and float(np.abs(array).max()) < MUCH), st.data())
@settings(deadline=None)
def test_one_wrong_entry_is_found_wherever_it_is(expected: Any, data: st.DataObject) -> None:
    """An array with one entry changed by more than the tolerance differs at that entry."""
    place = tuple(data.draw(st.integers(0, n - 1)) for n in expected.shape)
    actual = np.array(expected, np.float64)
    actual[place] += 3 * max(FLOOR, RELATIVE * float(np.abs(actual).max()))
    found = differ("x", expected, actual)
    assert found
    assert found.index == place


def one_after_the_other(terms: list[float]) -> np.float32:
    """Sum in float32 with no more than one accumulator, the least exact way there is."""
    return np.add.accumulate(np.array(terms, np.float32))[-1]


@given(st.lists(st.floats(0, 2.0**10, width=32), min_size=1, max_size=201), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_summation_is_free(terms: list[float], random: Any) -> None:
    """A mean of up to 201 squares is the same in any order of summation, although float32 rounds each sum."""
    shuffled = terms.copy()
    random.shuffle(shuffled)
    means = [np.asarray(one_after_the_other(order) / np.float32(len(terms))) for order in (terms, shuffled)]
    assert differ("loss", *means) is None
    assert differ("loss", np.mean(np.array(terms, np.float64)), means[1]) is None


def test_the_mildest_mistake_is_seen() -> None:
    """A step that is off by one eleventh differs, even where it is short."""
    assert differ("w", np.array(5.0 - 0.1), np.array(5.0 - 0.1 * 10 / 11)) is not None


def test_within_a_margin_the_edge_included() -> None:
    """A number may lie as far off as the margin says, and no farther, on either side."""
    for actual in (0.5, 1.0, 1.5):
        assert within("w", np.array(1.0), np.array(actual), np.array(0.5)) is None
    for actual in (0.49, 1.51):
        found = within("w", np.array(1.0), np.array(actual), np.array(0.5))
        assert (found.what, found.kind, found.expected, found.actual) == ("w", "value", 1.0, actual)


@pytest.mark.parametrize("actual", [math.nan, math.inf, -math.inf])
def test_within_no_margin_is_what_is_not_finite(actual: float) -> None:
    """NaN and infinity lie near nothing."""
    found = within("w", np.array(1.0), np.array(actual), np.array(1e300))
    assert found.kind == "value"
    assert found.actual == str(actual)


@pytest.mark.parametrize(
    ("actual", "shown"),
    [
        (np.array([1.0]), "array (1,)"),
        (np.zeros((0,)), "array (0,)"),
        (np.array(True), "true"),
        (True, "true"),
        ("1.0", "1.0"),
        (None, None),
    ],
)
def test_within_wants_one_number(actual: Any, shown: str | None) -> None:
    """An array, a truth value, a text or nothing is of another kind than a number with a margin."""
    found = within("w", np.array(1.0), actual, np.array(0.5))
    assert (found.what, found.kind, found.expected, found.actual) == ("w", "type", 1.0, shown)


# Two wrong answers --------------------------------------------------------------------------------


@given(FLOATS | finite_arrays() | st.booleans() | st.none() | st.text())
@settings(deadline=None)
def test_a_value_is_like_itself(value: Any) -> None:
    """Whatever its type and shape, what isn't finite included."""
    assert alike(value, value)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (True, np.array(1.0)),
        ("", None),
        (None, np.array(0.0)),
        (np.array(1.0), np.array([1.0])),
        (np.zeros(2), np.zeros((1, 2))),
        (np.array([True, False]), np.array([True, True])),
        ("History", "history"),
        (np.array(np.nan), np.array(1.0)),
        (np.array(np.inf), np.array(-np.inf)),
        (np.array([1.0, np.inf]), np.array([1.0, np.nan])),
        (np.array(1e308), np.array(-1e308)),
        (np.array(1e300), np.array(1.0, np.float32)),
    ],
)
def test_what_is_of_another_kind_shape_sign_or_size_is_not_alike(first: Any, second: Any) -> None:
    """Seen from either side, and without a warning where a difference or a tolerance overflows."""
    assert not alike(first, second)
    assert not alike(second, first)


@pytest.mark.parametrize(
    ("number", "tolerance"), [(0.0, FLOOR), (0.1, FLOOR), (1.0, RELATIVE), (-10.0, 10 * RELATIVE), (5e6, 500.0)]
)
def test_two_wrong_numbers_are_alike_within_the_same_tolerance(number: float, tolerance: float) -> None:
    """As a right one is right: neither less is enough, nor is more allowed."""
    first = np.array([number, np.inf])
    assert alike(first, np.array([number + 0.99 * tolerance, np.inf]))
    assert not alike(first, np.array([number + 1.01 * tolerance, np.inf]))
