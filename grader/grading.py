"""The pipeline of one submission; read this first.

exercise ──► evidence of the reference ─┐
                                        ├─► judge ─► diagnosis ─► score ─► Grade
submission ─► evidence of the student ──┘
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING

from grader import diagnosis, sandbox, twins
from grader.exercise import find_exercise, slugs
from grader.judge import judge
from grader.model import Evidence, Exercise, Grade, Slug, Submission
from grader.score import score
from grader.submission import infer_exercise

if TYPE_CHECKING:
    from typing_extensions import Self


class Grader:
    """Grades submissions; holds the processes that run code, and the reference's evidence. Several threads may use one.

    The reference is run once for an exercise and a seed, at the same time as the first submission.
    """

    def __init__(self, launcher: sandbox.Launcher) -> None:
        self._launcher = launcher
        self._pool = ThreadPoolExecutor(1)
        self._lock = threading.Lock()
        self._reference: dict[tuple[Slug, int], Future[Evidence]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every process that was started."""
        self._launcher.close()
        self._pool.shutdown()

    def alive(self) -> bool:
        """Tell whether it can still grade."""
        return self._launcher.alive()

    def prepare(self, exercise: Exercise, seed: int) -> Future[Evidence]:
        """Start to run the reference, unless that was done before."""
        key = (exercise.slug, seed)
        with self._lock:
            if key not in self._reference:
                self._reference[key] = self._pool.submit(self._observe, exercise, exercise.solution, seed, _silent)
            return self._reference[key]

    def grade(self, exercise: Exercise, submission: Submission, *, seed: int, listener: sandbox.Listener) -> Grade:
        """Grade one submission; raises MachineError or InternalError, but nothing for what student code does."""
        expected = self.prepare(exercise, seed)
        student = self._observe(exercise, submission, seed, listener)
        return _graded(exercise, submission, expected.result(), student)

    def grade_twins(
        self, exercise: Exercise, submissions: Sequence[Submission], *, seed: int, listener: sandbox.Listener
    ) -> tuple[Grade, ...]:
        """Grade submissions of one fingerprint (see twins.py): run the first, and tell of each in its own lines."""
        first, *others = submissions
        expected = self.prepare(exercise, seed)
        student = self._observe(exercise, first, seed, listener)
        if not twins.same_for_both(student):
            alone = (self.grade(exercise, other, seed=seed, listener=listener) for other in others)
            return (_graded(exercise, first, expected.result(), student), *alone)
        run = twins.fingerprint(first)
        told = (twins.told_of(student, run, twins.fingerprint(other)) for other in others)
        return tuple(
            _graded(exercise, submission, expected.result(), evidence)
            for submission, evidence in zip(submissions, (student, *told), strict=True)
        )

    def _observe(self, exercise: Exercise, submission: Submission, seed: int, listener: sandbox.Listener) -> Evidence:
        return sandbox.observe(self._launcher, exercise, submission, seed=seed, listener=listener)


def _graded(exercise: Exercise, submission: Submission, reference: Evidence, student: Evidence) -> Grade:
    verdicts = judge(exercise, submission, reference=reference, student=student)
    return score(
        exercise,
        submission,
        verdicts=diagnosis.name_traps(exercise, submission, verdicts, student),
        problems=diagnosis.problems(exercise, submission, student),
        reference=reference,
        student=student,
    )


def _silent(_answered: int, _of: int) -> None:
    pass


def exercise_of(submission: Submission, named: str | None) -> Exercise:
    """Give the exercise a submission is for: the one named, else the one its file name or its definitions tell."""
    if named is not None:
        return find_exercise(named)
    known = {slug: find_exercise(slug) for slug in slugs()}
    definitions = ((slug, {part.definition for part in exercise.parts}) for slug, exercise in known.items())
    return known[infer_exercise(submission, definitions)]


def within(exercise: Exercise, run_s: float | None) -> Exercise:
    """Give the exercise with another limit on a whole run; None leaves its own."""
    if run_s is None:
        return exercise
    limits = dataclasses.replace(exercise.limits, run_s=run_s, check_s=min(exercise.limits.check_s, run_s))
    return dataclasses.replace(exercise, limits=limits)
