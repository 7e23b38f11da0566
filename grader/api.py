"""Grading from Python: what `grade FILE` does, with a Grade for an answer."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader import grading, sandbox
from grader.errors import UsageError
from grader.exercise import HIDDEN
from grader.model import Grade
from grader.submission import read_submission

LARGEST_SEED = 1_000_000


def any_seed(among: Sequence[int] | None = None) -> int:
    """Give a seed that nobody can know before, short enough to be typed; one of those named, if some are."""
    return random.SystemRandom().choice(range(1, LARGEST_SEED) if among is None else among)


def grade(
    path: str | os.PathLike[str],
    exercise: str | None = None,
    seed: int | None = None,
    *,
    isolation: str = "auto",
    timeout: float | None = None,
) -> Grade:
    """Grade one submission in confined processes of its own; raises GraderError, but nothing for what its code does.

    `exercise` is a slug and is told by the file where it is None; the same `seed` asks the same questions again.
    """
    [only] = grade_all([path], exercise, seed, isolation=isolation, timeout=timeout)
    return only


def grade_all(
    paths: Iterable[str | os.PathLike[str]],
    exercise: str | None = None,
    seed: int | None = None,
    *,
    isolation: str = "auto",
    timeout: float | None = None,
) -> Iterator[Grade]:
    """Grade submissions one after another, all on one seed; loads TensorFlow once, and runs the reference once."""
    levels = [level.value for level in sandbox.Isolate]
    if isolation not in levels:
        raise UsageError("isolation is one of {levels}, not {given!r}.", levels=", ".join(levels), given=isolation)
    number = any_seed() if seed is None else seed
    with grading.Grader(sandbox.launcher(HIDDEN, sandbox.Isolate(isolation))) as grader:
        for path in paths:
            submission = read_submission(Path(path))
            wanted = grading.within(grading.exercise_of(submission, exercise), timeout)
            yield grader.grade(wanted, submission, seed=number, listener=lambda _answered, _of: None)
