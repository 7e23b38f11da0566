"""Verdicts and points become a Grade."""

from __future__ import annotations

import math

from grader.exercise.plots import plots
from grader.model import Evidence, Exercise, Grade, Outcome, Points, Problem, Submission, Verdict


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
            exercise.outline.points[verdict.check] if verdict.outcome is Outcome.PASSED else 0.0,
            exercise.outline.points[verdict.check],
        )
        for verdict in verdicts
    }
    by_part = {
        part.name: _sum([by_check[check.name] for check in exercise.questions.checks if check.part == part.name])
        for part in exercise.outline.parts
    }
    return Grade(
        exercise=exercise.outline,
        submission=submission,
        verdicts=verdicts,
        problems=problems,
        total=_sum(list(by_part.values())),
        by_part=by_part,
        by_check=by_check,
        plots=plots(exercise, verdicts, reference=reference, student=student),
        seed=student.seed,
        versions=student.versions,
        isolation=student.isolation,
        seconds=student.seconds,
    )


def _sum(points: list[Points]) -> Points:
    return Points(math.fsum(p.score for p in points), math.fsum(p.max_score for p in points))
