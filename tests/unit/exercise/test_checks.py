"""What authors say of two observations: the same as the reference, near a target, or in agreement with itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.exercise.checks import (
    agree,
    at_least,
    at_most,
    check,
    near,
    same_as_reference,
    same_up_to_order,
)
from grader.exercise.tolerances import FLOOR, Tolerance, tolerance_of
from grader.model import Check, Difference, Observation, flat


def seen(**values: Any) -> Observation:
    """Give an observation of these values; numbers as a frame brings them."""
    plain = (bool, str, type(None))
    return Observation({name: v if isinstance(v, plain) else np.asarray(v) for name, v in values.items()})


REFERENCE = seen(w=3.0, b=2.0, kind="History", error=0.5)


def test_all_values_must_equal_the_references() -> None:
    """Without names every value of the reference counts, and each one that is off is found."""
    expect = same_as_reference()
    assert expect(REFERENCE, seen(w=3.0, b=2.0, kind="History", error=0.5)) is None
    for name, value in {"w": 3.1, "b": -2.0, "kind": "list", "error": 0.0}.items():
        found = expect(REFERENCE, Observation({**REFERENCE.values, **seen(**{name: value}).values}))
        assert found
        assert (found.what, found.actual) == (name, value)


def test_only_the_named_values_must_equal_the_references() -> None:
    """Where names are given, no other value counts, and they are looked at in the order given."""
    expect = same_as_reference("b", "w")
    assert expect(REFERENCE, seen(w=3.0, b=2.0)) is None
    assert expect(REFERENCE, seen(w=0.0, b=0.0)).what == "b"
    assert expect(REFERENCE, seen(w=0.0, b=2.0)).what == "w"


def test_the_first_difference_in_the_references_order_is_given() -> None:
    """Of several wrong values, the one that the reference's probe names first is reported."""
    student = Observation(dict(reversed(seen(w=0.0, b=0.0, kind="", error=9.0).values.items())))
    assert same_as_reference()(REFERENCE, student).what == "w"


def test_a_value_that_did_not_come_is_a_difference() -> None:
    """What the student's run doesn't give differs from what was expected; what it gives beyond doesn't matter."""
    found = same_as_reference()(REFERENCE, seen(w=3.0))
    assert (found.what, found.kind, found.actual) == ("b", "type", None)
    assert same_as_reference()(seen(w=3.0), REFERENCE) is None


KERNEL, BIAS = np.arange(6.0).reshape(2, 3), np.zeros(3)


def entries(**values: Any) -> Observation:
    """Give an observation of nested values, as a frame brings them."""
    found = (pair for name, value in values.items() for pair in flat(name, value))
    return seen(**dict(found))


@pytest.mark.parametrize(
    ("value", "name", "kind", "expected", "actual"),
    [
        ([KERNEL], "weights", "length", 2.0, 1.0),
        ([KERNEL, BIAS, BIAS], "weights", "length", 2.0, 3.0),
        (np.zeros((0,)), "weights", "length", 2.0, 0.0),
        ([KERNEL, BIAS + 1], "weights[1][0]", "value", 0.0, 1.0),
        ([KERNEL.T, BIAS], "weights[0]", "shape", "(2, 3)", "(3, 2)"),
        # Two arrays of one shape come as one array, and it is still told which of them is wrong.
        (np.stack([BIAS, BIAS]), "weights[0]", "shape", "(2, 3)", "(3,)"),
        ({"kernel": KERNEL, "bias": BIAS}, "weights", "type", "list of 2", "dict of 2"),
        (None, "weights", "type", "list of 2", None),
        (1.0, "weights", "type", "list of 2", 1.0),
        ([KERNEL, None], "weights[1]", "type", "array (3,)", None),
    ],
)
def test_a_list_is_compared_entry_by_entry(value: Any, name: str, kind: str, expected: Any, actual: Any) -> None:
    """Of a list of arrays it is told which entry is wrong, or how many there are."""
    reference = entries(weights=[KERNEL, BIAS])
    for expect in (same_as_reference(), same_as_reference("weights")):
        assert expect(reference, entries(weights=[KERNEL, BIAS])) is None
        found = expect(reference, entries(weights=value))
        assert (found.name, found.kind, found.expected, found.actual) == (name, kind, expected, actual)


@pytest.mark.parametrize(
    ("value", "name", "actual"),
    [
        ({"loss": 0.5}, "metrics.accuracy", None),
        ({"loss": 0.4, "accuracy": 1.0}, "metrics.loss", 0.4),
        ({"loss": 0.5, "accuracy": 1.0, "mae": 0.1}, "metrics.mae", 0.1),
        (0.5, "metrics", 0.5),
        ({}, "metrics", None),
    ],
)
def test_a_dict_is_compared_entry_by_entry(value: Any, name: str, actual: Any) -> None:
    """Of a dict every entry counts, also one that is missing or there besides."""
    reference = entries(metrics={"loss": 0.5, "accuracy": 1.0}, other=1.0)
    found = same_as_reference("metrics")(reference, entries(metrics=value))
    assert (found.name, found.actual) == (name, actual)
    assert same_as_reference("metrics")(reference, entries(metrics={"accuracy": 1.0, "loss": 0.5})) is None


def test_one_entry_can_be_named() -> None:
    """An expectation may name an entry, and then no other counts; names that only begin alike are others."""
    reference = entries(metrics={"loss": 0.5, "accuracy": 1.0}, metrics_of_all=1.0)
    student = entries(metrics={"loss": 0.5, "accuracy": 0.0}, metrics_of_all=0.0)
    assert same_as_reference("metrics.loss")(reference, student) is None
    assert same_as_reference("metrics.accuracy")(reference, student).what == "metrics.accuracy"
    assert near({"metrics.accuracy": ("metrics.accuracy", "metrics_of_all")})(reference, student) is None


ARRAYS = [KERNEL, KERNEL + 10.0, BIAS, BIAS + 1.0, np.array(7.0)]


# So far off that it is no other entry of the same shape.
@given(st.permutations(ARRAYS), st.integers(0, 4), st.floats(0.01, 0.4) | st.floats(20.0, 100.0))
@settings(deadline=None)
def test_a_list_in_whatever_order(order: list[Any], place: int, off: float) -> None:
    """The same entries in another order are the same; one that is off is told in its place, beside one of its shape."""
    reference, expect = entries(weights=ARRAYS, rate=0.1), same_up_to_order("weights", "rate")
    assert expect(reference, entries(weights=order, rate=0.1)) is None
    assert expect(reference, entries(weights=order, rate=0.2)).what == "rate"
    wrong = [*order[:place], order[place] + off + 0.001, *order[place + 1 :]]
    found = expect(reference, entries(weights=wrong, rate=0.1))
    assert (found.what, found.kind) == (f"weights[{place}]", "value")


@pytest.mark.parametrize(
    ("value", "name", "kind"),
    [
        ([BIAS, BIAS, KERNEL], "weights", "length"),
        ([BIAS, BIAS], "weights[1]", "shape"),
        ([KERNEL, KERNEL], "weights[1]", "shape"),
        ([KERNEL.T, BIAS], "weights[0]", "shape"),
        ([BIAS + 1, KERNEL + 1], "weights[1]", "value"),
        ([BIAS, KERNEL + 1], "weights[1]", "value"),
        (np.stack([KERNEL, KERNEL + 1]), "weights[1]", "shape"),
        ([None, KERNEL], "weights[0]", "type"),
        ({"a": KERNEL, "b": BIAS}, "weights", "type"),
        (None, "weights", "type"),
    ],
)
def test_no_entry_counts_twice(value: Any, name: str, kind: str) -> None:
    """A list with an entry too many, too few, twice, or of another shape isn't the same in any order."""
    found = same_up_to_order("weights")(entries(weights=[KERNEL, BIAS]), entries(weights=value))
    assert (found.what, found.kind) == (name, kind)
    if kind == "length":
        assert (found.expected, found.actual) == (2.0, 3.0)


def test_lists_agree_entry_by_entry() -> None:
    """Two lists of the student's own are compared as wholes."""
    reference = entries(loop=[KERNEL, BIAS], fit=[KERNEL, BIAS])
    assert agree("loop", "fit")(reference, reference) is None
    found = agree("loop", "fit")(reference, entries(loop=[KERNEL, BIAS], fit=[KERNEL, BIAS + 1]))
    assert found.name == "fit[1][0]"


@pytest.mark.parametrize(
    "make",
    [
        lambda **tolerance: same_as_reference("w", **tolerance),
        lambda **tolerance: agree("w", "v", **tolerance),
        lambda **tolerance: same_up_to_order("w", **tolerance),
        lambda **tolerance: same_up_to_order("several", **tolerance),
    ],
)
def test_a_check_can_have_its_own_tolerance(make: Any) -> None:
    """A check that adds up more may be wider, another one narrower, and says so to whoever compares for it."""
    reference = entries(w=3.0, v=3.0, several=[3.0, BIAS])
    for apart, usual, wide, narrow in (
        (1e-3, False, True, False),
        (1e-4, True, True, False),
        (1e-1, False, False, False),
    ):
        student = entries(w=3.0 + apart, v=3.0 + apart, several=[BIAS, 3.0 + apart])
        passed = [
            make(**t)(reference, student) is None for t in ({}, {"rel_tol": 1e-2}, {"rel_tol": 0, "abs_tol": 1e-6})
        ]
        assert passed == [usual, wide, narrow]
    assert tolerance_of(make(rel_tol=1e-2)) == Tolerance(1e-2)
    assert tolerance_of(make()) == tolerance_of(lambda _reference, _student: None) == Tolerance()


def test_near_a_target() -> None:
    """Each value may be off by the margin beside its target, and all of them are looked at."""
    expect = near({"w": ("w", "error"), "b": ("b", "error")})
    assert expect(REFERENCE, seen(w=3.5, b=1.5)) is None
    assert expect(REFERENCE, seen(w=3.51, b=1.5)).what == "w"
    found = expect(REFERENCE, seen(w=3.5, b=1.49))
    assert (found.what, found.expected, found.actual) == ("b", 2.0, 1.49)


def test_a_student_moves_neither_target_nor_margin() -> None:
    """Target and margin that come from the student's process count for nothing."""
    expect = near({"w": ("best", "error")})
    reference = seen(w=3.0, best=3.0, error=0.1)
    assert expect(reference, seen(w=9.0, best=9.0, error=100.0)) is not None
    assert expect(reference, seen(w=3.05, best=9.0, error=0.0)) is None


def test_near_wants_a_value() -> None:
    """A value that didn't come, or is no number, lies near nothing."""
    expect = near({"w": ("w", "error")})
    assert expect(REFERENCE, seen()).kind == "type"
    assert expect(REFERENCE, seen(w="3.0")).kind == "type"


@pytest.mark.parametrize(
    ("expect", "value", "kind"),
    [
        (at_least({"accuracy": 0.85}), 0.85, None),
        (at_least({"accuracy": 0.95}), np.float32(0.95), None),
        (at_least({"accuracy": 0.85}), 1.0, None),
        (at_least({"accuracy": 0}), -FLOOR, None),
        (at_most({"accuracy": 0}), FLOOR, None),
        (at_most({"accuracy": 1000}), 1000.09, None),
        (at_most({"accuracy": 1000}), 1000.11, "at_most"),
        (at_least({"accuracy": -1000}), -1000.09, None),
        (at_least({"accuracy": 0.85}), 0.8499, "at_least"),
        (at_least({"accuracy": 0.85}), -1.0, "at_least"),
        (at_least({"accuracy": "best"}), 0.9, None),
        (at_least({"accuracy": "best"}), 0.89, "at_least"),
        (at_most({"accuracy": "best"}), 0.9, None),
        (at_most({"accuracy": "best"}), 0.91, "at_most"),
        (at_most({"accuracy": -1}), -1.0, None),
        (at_least({"accuracy": 0.1}), np.inf, "at_least"),
        (at_most({"accuracy": 0.1}), -np.inf, "at_most"),
        (at_least({"accuracy": 0.1}), np.nan, "at_least"),
        (at_most({"accuracy": 0.1}), np.nan, "at_most"),
        (at_least({"accuracy": 0.1}), [1.0], "type"),
        (at_least({"accuracy": 0.1}), True, "type"),
        (at_least({"accuracy": 0.1}), "1.0", "type"),
        (at_most({"accuracy": 0.1}), None, "type"),
    ],
)
def test_a_bound(expect: Any, value: Any, kind: str | None) -> None:
    """One finite number that reaches its bound is right, and what the student says of the bound counts for nothing."""
    found = expect(seen(best=0.9, accuracy=0.99), seen(accuracy=value, best=0.0))
    assert (found and found.kind) == kind
    wrong = at_least({"accuracy": "best"})(seen(best=0.9), seen(accuracy="high"))
    assert wrong == Difference("accuracy", 0.9, "high", kind="type")


def test_every_bound_counts() -> None:
    """Of several values the first that doesn't reach its bound is told, with the bound."""
    expect = at_least({"accuracy": 0.8, "of_the_rest": "best"})
    assert expect(seen(best=0.5), seen(accuracy=0.9, of_the_rest=0.6)) is None
    found = expect(seen(best=0.5), seen(accuracy=0.9, of_the_rest=0.4))
    assert (found.what, found.expected, found.actual) == ("of_the_rest", 0.5, 0.4)


def test_agree_compares_the_student_with_himself() -> None:
    """Two values of the student's must be equal, and where they aren't, the second is the one to look at."""
    expect = agree("loop", "fit")
    reference = seen(loop=[3.0, 4.0], fit=[3.0, 4.0])
    assert expect(reference, seen(loop=[3.0, 4.0], fit=[3.0, 4.0])) is None
    found = expect(reference, seen(loop=[3.0, 4.5], fit=[3.0, 5.0]))
    assert (found.name, found.expected, found.actual) == ("fit[1]", 4.5, 5.0)


@pytest.mark.parametrize("nothing", [[], [0.0, 0.0]])
def test_doing_nothing_twice_is_no_agreement(nothing: list[float]) -> None:
    """Two values that equal each other, and not the reference's, don't agree."""
    assert agree("loop", "fit")(seen(loop=[3.0, 4.0], fit=[3.0, 4.0]), seen(loop=nothing, fit=nothing)) is not None


@pytest.mark.parametrize("missing", ["loop", "fit"])
def test_nothing_agrees_with_something(missing: str) -> None:
    """One of two values alone is no agreement."""
    values = {name: v for name, v in seen(loop=1.0, fit=1.0).values.items() if name != missing}
    assert agree("loop", "fit")(REFERENCE, Observation(values)) is not None


def test_check_takes_its_name_from_the_probe() -> None:
    """A decorated probe is a check of its name, asked on one draw and expected to be as the reference."""

    @check(part="train")
    def moves(work: Any, draw: Any) -> dict[str, Any]:
        return {"given": (work, draw)}

    assert isinstance(moves, Check)
    assert (moves.name, moves.part, moves.draws, moves.uses) == ("moves", "train", 1, ())
    assert moves.probe(1, 2) == {"given": (1, 2)}
    assert moves.expect(REFERENCE, REFERENCE) is None
    assert moves.expect(REFERENCE, seen(w=3.0)) is not None


def test_check_keeps_what_it_is_told() -> None:
    """Expectation, draws and calls are the author's where he gives them."""
    expect = agree("a", "b")

    @check(part="fit", expect=expect, draws=5, calls=("train", "loss"))
    def ends(work: Any, draw: Any) -> dict[str, Any]:
        return {"a": work, "b": draw}

    assert (ends.expect, ends.draws, ends.calls, ends.uses) == (expect, 5, ("train", "loss"), ("train", "loss"))


def test_a_check_uses_what_it_calls_and_what_it_compares_with() -> None:
    """The parts that can make a check fail are those its probe calls, and those behind the values it compares with."""

    @check(part="loop", calls=("train", "loss"))
    def takes_steps(work: Any, draw: Any) -> dict[str, Any]:
        return {"w": (work, draw)}

    @check(part="fit", calls=("keras", "loss"), compares={"loop_w": (takes_steps, "w")})
    def ends(work: Any, draw: Any) -> dict[str, Any]:
        return {"fit_w": (work, draw)}

    assert ends.calls == ("keras", "loss")
    assert ends.uses == ("keras", "loss", "loop", "train")
