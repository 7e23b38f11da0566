"""What authors write checks with: the `check` decorator, and how two observations of one probe must relate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from grader.compare import differ, within
from grader.model import Check, Difference, Expectation, Observation

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


def misconception(*, part: str, keras: int | None = None) -> Callable[[T], T]:
    """Mark a wrong definition of `part`, as students write it; with `keras`, one that is wrong under that version only.

    Read from the source by whoever doesn't run it; a mark has no effect of its own.
    """
    del part, keras
    return lambda definition: definition


def check(
    *,
    part: str,
    expect: Expectation | None = None,
    draws: int = 2,
    uses: tuple[str, ...] = (),
    made_by: Mapping[str, tuple[str, ...]] | None = None,
) -> Callable[[Callable[[Any, Any], dict[str, Any]]], Check]:
    """Turn a probe `(work, draw) -> dict of values` into a check of `part`, asked on `draws` seeded draws.

    `uses` names further parts that the probe runs: when one of them is at fault, the report says so. `made_by` names the
    values that come from such parts alone and are compared with what `part` does: `{"loop_losses": ("loop",)}`.
    """

    def named(probe: Callable[[Any, Any], dict[str, Any]]) -> Check:
        return Check(probe.__name__, part, probe, expect or same_as_reference(), draws, uses, made_by or {})

    return named
