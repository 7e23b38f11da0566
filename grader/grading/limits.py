"""An exercise with other limits than its own."""

from __future__ import annotations

import dataclasses

from grader.model import Exercise

PATIENCE = 3
PATIENCE_S = 3600.0
PATIENCE_MB = 8192
PATIENCE_KB = 4096


def patient(exercise: Exercise) -> Exercise:
    """Return the exercise with limits for one run of many misconceptions, in which there is no student's code.

    What runs beside them must not be why one of them seems to hang.
    """
    limits = dataclasses.replace(exercise.questions.limits, run_s=PATIENCE_S, memory_mb=PATIENCE_MB)
    return exercise.within(dataclasses.replace(limits, check_s=PATIENCE * limits.check_s, printed_kb=PATIENCE_KB))


def within(exercise: Exercise, run_s: float | None) -> Exercise:
    """Return the exercise with another limit on a whole run; None leaves its own."""
    if run_s is None:
        return exercise
    limits = exercise.questions.limits
    return exercise.within(dataclasses.replace(limits, run_s=run_s, check_s=min(limits.check_s, run_s)))
