"""What is told first: one thing, chosen in this order.

1. Python can't read the file, or a cell of it.
2. It can't be run: something that it imports or opens isn't there, it is written for another library, or a statement that
   others wait for failed.
3. A name that is wanted isn't there, and that is not because it isn't written yet: the submission has something else in
   its place, a part that is there needs it, or none of the names that are wanted is there.
4. The first part, in the order of use, that is wrong by itself.
5. The first part that isn't written yet.

The parts of an exercise stand in the order of use. Of one part, its first check is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from grader.feedback.foreign import foreign
from grader.model import Cause, Grade, NotPython, Outcome, PartName, Problem, Stands, Verdict


class Kind(IntEnum):
    """What is told first, the most urgent as the smallest number."""

    NOT_PYTHON = 1
    CANNOT_RUN = 2
    NAMES = 3
    WRONG = 4
    UNWRITTEN = 5
    ELSEWHERE = 6
    """Only what waits for something that is told already is left."""


@dataclass(frozen=True, slots=True)
class First:
    """What is told first: a problem, or a verdict; of names that aren't there, the first verdict of each part."""

    kind: Kind
    problem: Problem | None = None
    verdict: Verdict | None = None
    names: tuple[Verdict, ...] = ()


def first_thing(grade: Grade) -> First | None:
    """Return what is told first; None where nothing is open, or nothing may be said of it."""
    found = sorted(urgent(grade), key=lambda problem: not isinstance(problem.trouble, NotPython))
    if found:
        kind = Kind.NOT_PYTHON if isinstance(found[0].trouble, NotPython) else Kind.CANNOT_RUN
        return First(kind, problem=found[0])
    ordered = by_importance(grade)
    if not ordered:
        return None
    names = tuple(v for v in ordered if kind_of(grade, v) is Kind.NAMES)
    if names:
        parts = {verdict.part: verdict for verdict in reversed(names)}
        return First(Kind.NAMES, verdict=names[0], names=tuple(reversed(parts.values())))
    return First(kind_of(grade, ordered[0]), verdict=ordered[0])


def next_step(grade: Grade) -> Verdict | None:
    """Return the verdict that is told first; None where it is a problem, or nothing."""
    found = first_thing(grade)
    return None if found is None else found.verdict


def by_importance(grade: Grade) -> list[Verdict]:
    """Return every verdict that the student can mend, the first to look at first; none of which nothing may be said."""
    place = {part.name: number for number, part in enumerate(grade.exercise.parts)}
    open_verdicts = [
        v for v in grade.verdicts if v.outcome in (Outcome.FAILED, Outcome.NOT_REACHED) and v.cause is not None
    ]
    return sorted(open_verdicts, key=lambda v: (kind_of(grade, v), v.lacks is not None, place.get(v.part, 0)))


def kind_of(grade: Grade, verdict: Verdict) -> Kind:
    """Return what a verdict that didn't pass would be told as."""
    if verdict.because_of is not None or verdict.lacks is not None:
        return Kind.ELSEWHERE
    if verdict.instead is not None and verdict.instead.stands is Stands.OTHER_KIND:
        return Kind.NAMES
    if verdict.cause is Cause.MISSING:
        urgent = verdict.instead is not None or verdict.part in _needed(grade) or nothing_is_there(grade)
        return Kind.NAMES if urgent else Kind.UNWRITTEN
    return Kind.WRONG if verdict.outcome is Outcome.FAILED else Kind.UNWRITTEN


def missing(grade: Grade) -> set[PartName]:
    """Return the parts whose definition isn't there."""
    return {verdict.part for verdict in grade.verdicts if verdict.cause is Cause.MISSING and verdict.because_of is None}


def nothing_is_there(grade: Grade) -> bool:
    """Whether none of several definitions that are wanted is there."""
    return len(grade.exercise.parts) > 1 and missing(grade) == {part.name for part in grade.exercise.parts}


def _needed(grade: Grade) -> set[PartName]:
    """Return the parts that one which is written can't work without."""
    absent = missing(grade) | {
        v.part for v in grade.verdicts if v.cause is Cause.NOT_ATTEMPTED and v.because_of is None
    }
    return {need for part in grade.exercise.parts if part.name not in absent for need in part.needs}


def obstacles(grade: Grade) -> tuple[Problem, ...]:
    """Return the problems to be told before all checks: what `first_thing` puts before them, and what isn't there."""
    first = {*urgent(grade)}
    return tuple(found for found in grade.problems if found.module or found.file or found in first)


def urgent(grade: Grade) -> tuple[Problem, ...]:
    """Return the problems that come before every check: something waits for them, or they tell what the code is for."""
    waited = {*waited_for(grade)}
    return tuple(problem for problem in grade.problems if problem in waited or foreign(problem.trouble) is not None)


def waited_for(grade: Grade) -> tuple[Problem, ...]:
    """Return the problems that keep checks waiting."""
    lacks = [verdict.lacks for verdict in grade.verdicts if verdict.lacks]
    failed = {(lack.where, replace(lack.trouble, line=None)) for lack in lacks}
    absent = {(lack.module, lack.file) for lack in lacks} - {(None, None)}
    return tuple(
        p for p in grade.problems if (p.where, replace(p.trouble, line=None)) in failed or (p.module, p.file) in absent
    )


def other_problems(grade: Grade) -> tuple[Problem, ...]:
    """Return the problems that cost no points by themselves."""
    told = {*obstacles(grade)}
    return tuple(found for found in grade.problems if found not in told)
