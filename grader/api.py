"""Grading from Python: what `grade FILE` does, with a Grade for an answer."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader import sandbox
from grader.errors import UsageError
from grader.exercise.course import find_course, hidden
from grader.feedback.visibility import SEEDS
from grader.grading.limits import within
from grader.grading.pipeline import Grader
from grader.model import Grade, Isolate
from grader.submission import recognize
from grader.submission.read import read_submission

LARGEST_SEED = 1_000_000


def any_seed(among: Sequence[int] | None = None) -> int:
    """Return a seed that nobody can know before, short enough to be typed; one of those named, if some are."""
    return random.SystemRandom().choice(range(1, LARGEST_SEED) if among is None else among)


def grade(
    path: str | os.PathLike[str],
    exercise: str | None = None,
    seed: int | None = None,
    *,
    course: str | None = None,
    isolation: str = "auto",
    timeout: float | None = None,
) -> Grade:
    """Grade one submission in confined processes of its own; raises GraderError, but nothing for what its code does.

    `exercise` is a slug and is told by the file where it is None; the same `seed` asks the same questions again. `course`
    is the name of an installed course, or the path of its folder; without it, the one that is installed is meant.
    """
    [only] = grade_all([path], exercise, seed, course=course, isolation=isolation, timeout=timeout)
    return only


def grade_all(
    paths: Iterable[str | os.PathLike[str]],
    exercise: str | None = None,
    seed: int | None = None,
    *,
    course: str | None = None,
    isolation: str = "auto",
    timeout: float | None = None,
) -> Iterator[Grade]:
    """Grade submissions one after another, all on one seed; loads TensorFlow once, and runs the reference once."""
    levels = [level.value for level in Isolate]
    if isolation not in levels:
        raise UsageError("isolation must be one of {levels}, not {given!r}.", levels=", ".join(levels), given=isolation)
    if seed is not None and not (type(seed) is int and 0 <= seed < SEEDS):
        raise UsageError("seed must be a whole number from 0 to {most}, not {given!r}.", most=SEEDS - 1, given=seed)
    chosen = find_course(course)
    number = any_seed() if seed is None else seed
    files = [*paths]
    started = sandbox.launcher(hidden(chosen), Isolate(isolation))
    with Grader(started, several_students=len(files) > 1) as grader:
        for path in files:
            submission = read_submission(Path(path))
            wanted = within(recognize.exercise_of(submission, chosen, exercise), timeout)
            yield grader.grade(wanted, submission, seed=number, listener=lambda _answered, _of: None)
