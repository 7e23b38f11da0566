"""A submission with its later parts as stubs: what is said of the others is the same."""

from __future__ import annotations

import dataclasses

from grader.feedback import priority
from grader.model import CheckName, Exercise, Grade, Outcome, PartName, Verdict


def assert_the_same_is_said(exercise: Exercise, half: Grade, whole: Grade, stubs: tuple[PartName, ...]) -> None:
    """Compare all that is said of checks which run none of the stubs, and which of them is said first.

    Of known mistakes that only a check which runs a stub tells apart, all are named.
    """
    calls = {check.name: {check.part, *check.calls} for check in exercise.questions.checks}
    reached = {name for name, called in calls.items() if called.isdisjoint(stubs)}
    ours, theirs = said(half, reached), said(whole, reached)
    unsure = {verdict.part for verdict in whole.verdicts if verdict.check not in reached}
    assert [nameless(verdict, unsure) for verdict in ours] == [nameless(verdict, unsure) for verdict in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert {*one.misconceptions} >= {*other.misconceptions}
    assert {name: half.by_check[name] for name in reached} == {name: whole.by_check[name] for name in reached}


def nameless(verdict: Verdict, unsure: set[PartName]) -> Verdict:
    """Return a verdict as it is at any time, and without known mistakes if its part is one of these."""
    named = () if verdict.part in unsure else verdict.misconceptions
    return dataclasses.replace(verdict, seconds=0.0, misconceptions=named)


def said(grade: Grade, checks: set[CheckName]) -> list[Verdict]:
    """Return the verdicts on these checks, the first to look at at the top, and those that passed at the bottom."""
    passed = [verdict for verdict in grade.verdicts if verdict.outcome is Outcome.PASSED]
    return [verdict for verdict in (*priority.by_importance(grade), *passed) if verdict.check in checks]
