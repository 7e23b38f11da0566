"""A grade that was judged, and one as it is compared with another."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from grader.grading.judge import judge
from grader.grading.score import score
from grader.model import Grade, Isolation, Observation, Problem, Promise, Raised, Trouble, Where
from tests.support.small import OTHER_NUMBER, evidence, exercise, submission


def judged() -> Grade:
    """Give a grade with something in each of its fields."""
    curves = {"up": np.array([1.0, 2.0]), "down": np.array([2.0, 1.0])}
    reference = evidence({"fits_well": Observation(curves)})
    student = evidence(
        {
            "value_of_loss": OTHER_NUMBER,
            "takes_a_step": Observation(trouble=Raised("KeyError", "\ud800", 6), printed="x"),
            "fits_well": Observation(curves),
        },
        isolation=Isolation((Promise.NO_READING,), (Promise.NO_NETWORK,)),
    )
    task, handed_in = exercise(), submission()
    verdicts = judge(task, handed_in, reference=reference, student=student)
    problems = (Problem(Where(None, 3), Raised("ValueError", "no"), "mse_gone"),)
    return score(task, handed_in, verdicts=verdicts, problems=problems, reference=reference, student=student)


def timeless(grade: Grade) -> Grade:
    """Return a grade without what each run has for itself: seconds, how many variables there were before, names of folders."""
    verdicts = tuple(replace(v, seconds=0.0, trouble=_alike(v.trouble)) for v in grade.verdicts)
    return replace(grade, verdicts=verdicts, seconds=0.0)


def _alike(trouble: Trouble | None) -> Trouble | None:
    if not isinstance(trouble, Raised):
        return trouble
    return replace(trouble, message=re.sub(r"(?<=sequential)_\d+|(?<=/dense)_\d+|(?<=\btmp)\w{8}", "", trouble.message))
