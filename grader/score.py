"""Verdicts and points become a Grade."""

from __future__ import annotations

import math

import numpy as np

from grader.model import (
    Curve,
    Evidence,
    Exercise,
    Grade,
    Outcome,
    Points,
    Problem,
    Question,
    Submission,
    Value,
    Verdict,
)

# More can't be drawn in a line of a terminal; ten are expected.
LONGEST_CURVE = 1000


def score(
    exercise: Exercise,
    submission: Submission,
    *,
    verdicts: tuple[Verdict, ...],
    problems: tuple[Problem, ...],
    reference: Evidence,
    student: Evidence,
) -> Grade:
    """Add a submission's points up: a check that passed earns all of its points, any other none."""
    by_check = {
        verdict.check: Points(
            exercise.points[verdict.check] if verdict.outcome is Outcome.PASSED else 0.0,
            exercise.points[verdict.check],
        )
        for verdict in verdicts
    }
    by_part = {
        part.name: _sum([by_check[check.name] for check in exercise.checks if check.part == part.name])
        for part in exercise.parts
    }
    return Grade(
        exercise=exercise,
        submission=submission,
        verdicts=verdicts,
        problems=problems,
        total=_sum(list(by_part.values())),
        by_part=by_part,
        by_check=by_check,
        curves=_curves(exercise, reference, student),
        seed=student.seed,
        versions=student.versions,
        isolation=student.isolation,
        seconds=student.seconds,
    )


def _sum(points: list[Points]) -> Points:
    return Points(math.fsum(p.score for p in points), math.fsum(p.max_score for p in points))


def _curves(exercise: Exercise, reference: Evidence, student: Evidence) -> tuple[Curve, ...]:
    """Give the curves that the exercise wants drawn, of the first draw, but for those that a run didn't give."""
    if exercise.curves is None:
        return ()
    check, names = exercise.curves
    expected = reference.observations[Question(check, 0)].values
    actual = student.observations[Question(check, 0)].values
    curves = (Curve(name, _numbers(expected.get(name)), _numbers(actual.get(name))) for name in names)
    return tuple(curve for curve in curves if curve.actual and curve.expected)


def _numbers(value: Value) -> tuple[float, ...]:
    """Give a history's numbers; nothing, unless it is one row of finite numbers that can be drawn."""
    if (
        not isinstance(value, np.ndarray)
        or value.ndim != 1
        or value.size > LONGEST_CURVE
        or not np.isfinite(value).all()
    ):
        return ()
    return tuple(float(number) for number in value)
