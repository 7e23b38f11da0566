"""What authors write checks with: the `check` decorator, and how two observations of one probe must relate."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar

import numpy as np

from grader.exercise.tolerances import (
    FLOOR,
    RELATIVE,
    Comparing,
    NotGivenError,
    Tolerance,
    beyond,
    differ,
    differ_in_any_order,
    within,
)
from grader.model import (
    Check,
    CheckName,
    Compared,
    Difference,
    Expectation,
    Nested,
    Observation,
    PartName,
    Value,
    names_of,
    value_of,
)

T = TypeVar("T")
Probe = Callable[..., dict[str, Any]]
Compare = Callable[[str, Nested, Nested, Tolerance], Difference | None]


def same_as_reference(*names: str, rel_tol: float = RELATIVE, abs_tol: float = FLOOR) -> Expectation:
    """Expect the named values (all, if none is named) to equal the reference's, up to float32 arithmetic.

    Two numbers are equal if they are at most `abs_tol` apart, or `rel_tol` of the largest expected number of their array.
    Lists and dicts are equal if their entries are: `weights` stands for all of them, `weights[0]` and `metrics.loss` for
    one.
    """
    return _same(names, Tolerance(rel_tol, abs_tol), differ)


def same_up_to_order(name: str, *others: str, rel_tol: float = RELATIVE, abs_tol: float = FLOOR) -> Expectation:
    """Expect the named lists to have the entries of the reference's, in whatever order: the weights of a model.

    Which layer an entry belongs to isn't compared: two entries of one shape may have changed places.
    """
    return _same((name, *others), Tolerance(rel_tol, abs_tol), differ_in_any_order)


def _same(names: Sequence[str], tolerance: Tolerance, compare: Compare) -> Expectation:
    def expect(reference: Observation, student: Observation) -> Difference | None:
        for name in names or names_of(reference.values):
            difference = compare(name, value_of(reference.values, name), value_of(student.values, name), tolerance)
            if difference:
                return difference
        return None

    return Comparing(expect, tolerance)


def near(targets: Mapping[str, tuple[str, str]]) -> Expectation:
    """Expect each value to lie near a target: `{"w": ("best_w", "error_w")}` is |w - best_w| <= error_w.

    Target and margin are taken from the reference's observation, so that a student's process can't move them.
    """

    def expect(reference: Observation, student: Observation) -> Difference | None:
        for name, (target, margin) in targets.items():
            centre, error = _given(reference, target), _given(reference, margin)
            difference = within(name, centre, student.values.get(name), error)
            if difference:
                return difference
        return None

    return expect


def at_least(bounds: Mapping[str, str | float]) -> Expectation:
    """Expect each value to be at least its bound: `{"accuracy": 0.85}`, or `{"accuracy": "accuracy_of_the_centres"}`.

    A bound that is a name is taken from the reference's observation, so that a student's process can't move it.
    """
    return _bounded(bounds, "at_least")


def at_most(bounds: Mapping[str, str | float]) -> Expectation:
    """Expect each value to be at most its bound, which is given as that of `at_least`."""
    return _bounded(bounds, "at_most")


def _bounded(bounds: Mapping[str, str | float], kind: Literal["at_least", "at_most"]) -> Expectation:
    def expect(reference: Observation, student: Observation) -> Difference | None:
        for name, bound in bounds.items():
            limit = _given(reference, bound) if isinstance(bound, str) else np.asarray(bound)
            difference = beyond(name, limit, student.values.get(name), kind)
            if difference:
                return difference
        return None

    return expect


def _given(reference: Observation, name: str) -> Value:
    if name not in reference.values:
        raise NotGivenError(name)
    return reference.values[name]


def agree(first: str, second: str, *, rel_tol: float = RELATIVE, abs_tol: float = FLOOR) -> Expectation:
    """Expect two values of the student's own to equal each other, and the reference's: two that do nothing agree, too."""
    as_expected = same_as_reference(first, second, rel_tol=rel_tol, abs_tol=abs_tol)
    tolerance = Tolerance(rel_tol, abs_tol)

    def expect(reference: Observation, student: Observation) -> Difference | None:
        apart = differ(second, value_of(student.values, first), value_of(student.values, second), tolerance)
        return apart or as_expected(reference, student)

    return Comparing(expect, tolerance)


def misconception(*, part: str, keras: int | None = None, told_by: str | None = None) -> Callable[[T], T]:
    """Mark a wrong definition of `part`, as students write it; with `keras`, one that is wrong under that version only.

    With `told_by="check.value"`, this one value of a check tells it, and what else its part gives may differ.
    Read from the source by whoever doesn't run it; a mark has no effect of its own.
    """
    del part, keras, told_by
    return lambda definition: definition


def check(
    *,
    part: str,
    expect: Expectation | None = None,
    draws: int = 1,
    calls: tuple[str, ...] = (),
    compares: Mapping[str, tuple[Check, str]] | None = None,
    then: Callable[[Any, dict[str, Any]], dict[str, Any]] | None = None,
) -> Callable[[Probe], Check]:
    """Turn a probe `(work, draw) -> dict of values` into a check of `part`, asked on `draws` seeded draws.

    `draw` is what the exercise's function `draw(rng)` made, or the seeded generator itself where there is no such function.
    A probe may take `work` alone. Numbers of a continuous distribution can't be guessed, so one draw is enough where a
    mistake shows on every one; `grade verify` says which mistakes only a further draw catches.

    `calls` names further parts whose definitions the probe runs. `compares` adds values that other checks' probes gave:
    `{"loop_w": (takes_ten_steps, "w")}`. When one of these parts is at fault, the report says so. `then` is a function
    `(draw, values) -> dict of values` that goes on with what the probe gave, in a process without the submission.
    """
    others = tuple(Compared(name, other, value) for name, (other, value) in (compares or {}).items())

    def named(probe: Probe) -> Check:
        alone = len(inspect.signature(probe).parameters) == 1
        return Check(
            CheckName(probe.__name__),
            PartName(part),
            (lambda work, _draw: probe(work)) if alone else probe,
            expect or same_as_reference(),
            draws,
            tuple(map(PartName, calls)),
            others,
            then,
        )

    return named
