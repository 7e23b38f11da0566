"""Observations of one question beside one another: with the values that a check compares with, and whether two are the same."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from grader.errors import ExerciseError
from grader.exercise.tolerances import NotGivenError, alike, tolerance_of
from grader.i18n import N_
from grader.model import Check, Difference, Evidence, Observation, PartName, Question, Raised, inside

OPENING = 60
VARYING = re.compile(r"/\S+|0x\w+|_?\d+")


def compared(
    check: Check,
    draw: int,
    seen: Observation,
    *,
    by: Evidence,
    right: Collection[PartName] = (),
    reference: Evidence | None = None,
) -> Observation:
    """Return what a probe gave with the values that its check compares with: those in `by`.

    Where a part in `right` gives such a value, the reference's is put in its place. A probe that gave no values stays as
    it is; where there is no value to compare with, the cause is why.
    """
    for other in check.compares:
        if seen.cause is not None:
            break
        evidence = by if reference is None or set(other.parts).isdisjoint(right) else reference
        found = evidence.observations[Question(other.check.name, draw)]
        entries = inside(found.values, other.value) or {"": None}
        values = {**seen.values, **{other.name + rest: value for rest, value in entries.items()}}
        seen = replace(seen, values=values, cause=found.cause, trouble=found.trouble, asked=found.asked)
    return seen


def difference(check: Check, expected: Observation, seen: Observation) -> Difference | None:
    """Return what a check makes of an observation beside the reference's; raises ExerciseError if that lacks a value."""
    try:
        return check.expect(expected, seen)
    except NotGivenError as error:
        sentence = N_(
            "The exercise is at fault: its check {check} compares with {value}, which the reference doesn't give."
        )
        raise ExerciseError(sentence, check=check.name, value=error) from error


def same_evidence(
    check: Check, question: Question, mistaken: Observation, *, reference: Evidence, student: Evidence
) -> bool:
    """Whether a student's answer is that of a mistake, both of them beside the reference's values of other checks."""
    plain = replace(question, instead=None)
    expected, seen = reference.observations[plain], student.observations[plain]
    return _alike(check, *(compared(check, question.draw, one, by=reference) for one in (expected, seen, mistaken)))


def _alike(check: Check, expected: Observation, seen: Observation, mistaken: Observation) -> bool:
    """Whether two observations are one and the same, for values, for errors, and for the check's expectation."""
    if seen.cause is not mistaken.cause:
        return False
    if seen.cause is not None:
        return _opening(seen) == _opening(mistaken)
    names = {**seen.values, **mistaken.values}
    tolerance = tolerance_of(check.expect)
    if not all(alike(mistaken.values.get(name), seen.values.get(name), tolerance) for name in names):
        return False
    # An expectation may look at more than the values: at what was printed.
    ours, theirs = difference(check, expected, seen), difference(check, expected, mistaken)
    if ours is None or theirs is None:
        return ours is theirs
    return ours.what in names or ours.actual == theirs.actual


def _opening(seen: Observation) -> tuple[str, str] | None:
    """Return an exception's type and how its message begins, without the paths, addresses and numbers in it."""
    if not isinstance(seen.trouble, Raised):
        return None
    return seen.trouble.type, VARYING.sub("", seen.trouble.message)[:OPENING]
