"""What authors write checks with: the `check` decorator, and how two observations of one probe must relate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from grader.compare import differ, within
from grader.model import Check, Compared, Difference, Expectation, Observation, PartName, Values

T = TypeVar("T")


def same_as_reference(*names: str) -> Expectation:
    """Expect the named values (all, if none is named) to equal the reference's, up to float32 arithmetic."""

    def expect(reference: Observation, student: Observation) -> Difference | None:
        for name in names or reference.values:
            difference = differ(name, reference.values.get(name), student.values.get(name))
            if difference:
                return difference
        return None

    return expect


def near(targets: Mapping[str, tuple[str, str]]) -> Expectation:
    """Expect each value to lie near a target: `{"w": ("best_w", "error_w")}` is |w - best_w| <= error_w.

    Target and margin are taken from the reference's observation, so that a student's process can't move them.
    """

    def expect(reference: Observation, student: Observation) -> Difference | None:
        for name, (target, margin) in targets.items():
            difference = within(name, reference.values[target], student.values.get(name), reference.values[margin])
            if difference:
                return difference
        return None

    return expect


def agree(first: str, second: str) -> Expectation:
    """Expect two values of the student's own to equal each other, and the reference's: two that do nothing agree, too."""

    def expect(reference: Observation, student: Observation) -> Difference | None:
        apart = differ(second, student.values.get(first), student.values.get(second))
        return apart or same_as_reference(first, second)(reference, student)

    return expect


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
    draws: int = 2,
    calls: tuple[PartName, ...] = (),
    compares: Mapping[str, tuple[Check, str]] | None = None,
    then: Callable[[Any, Values], dict[str, Any]] | None = None,
) -> Callable[[Callable[[Any, Any], dict[str, Any]]], Check]:
    """Turn a probe `(work, draw) -> dict of values` into a check of `part`, asked on `draws` seeded draws.

    `calls` names further parts whose definitions the probe runs. `compares` adds values that other checks' probes gave:
    `{"loop_w": (takes_ten_steps, "w")}`. When one of these parts is at fault, the report says so. `then` is a function
    `(draw, values) -> dict of values` that goes on with what the probe gave, in a process without the submission.
    """
    others = tuple(Compared(name, other, value) for name, (other, value) in (compares or {}).items())

    def named(probe: Callable[[Any, Any], dict[str, Any]]) -> Check:
        return Check(probe.__name__, part, probe, expect or same_as_reference(), draws, calls, others, then)

    return named
