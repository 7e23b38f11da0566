"""What an executor runs: one task, the texts of one program, given to a process that holds a fork server.

A task carries texts and no path, those of the exercise's files among them, so that it can be run wherever gradetape is
installed, also where nobody has the course. What is made of an exercise, the fork server and the reference's evidence stay
in the process from task to task; a fork server that has ended is replaced.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import platform
import threading
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import sandbox
from grader.classroom.store import serialize
from grader.errors import InternalError, MachineError
from grader.exercise.course import hidden
from grader.exercise.files import Files
from grader.exercise.load import exercise_of
from grader.grading.limits import within
from grader.grading.pipeline import Grader
from grader.model import Exercise, Grade, Isolate, Submission, Terms, Verdict
from grader.reasons import Reason

# Whatever decides the numbers; TensorFlow and Keras under each of the names they are installed by.
PACKAGES = ("gradetape", "numpy", "tensorflow", "tensorflow-cpu", "tensorflow-macos", "keras", "tf-keras")


@dataclass(frozen=True, slots=True)
class Task:
    """Submissions of one fingerprint, to be graded on these terms, which have the digest of the packed `exercise`."""

    terms: Terms
    submissions: tuple[Submission, ...]
    exercise: bytes


def versions() -> dict[str, str]:
    """Return what is installed where this is called; nothing is imported for it."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    if os.environ.get("TF_USE_LEGACY_KERAS"):
        found["TF_USE_LEGACY_KERAS"] = os.environ["TF_USE_LEGACY_KERAS"]
    return found


def packed(files: Files) -> bytes:
    """Return an exercise's files as a task carries them."""
    return zlib.compress(json.dumps(dict(files)).encode())


def grade_task(task: Task) -> list[dict[str, Any]]:
    """Grade a task and give the facts of each grade; raises MachineError, and InternalError if a try was lost."""
    exercise = _BENCH.exercise(task)
    grader = _BENCH.grader(task.terms.isolation)
    try:
        grades = grader.grade_twins(exercise, task.submissions, seed=task.terms.seed, listener=_silent)
    except InternalError:
        _BENCH.drop_dead(grader)
        raise
    except OSError as error:
        if not grader.alive():
            # Another task's end has taken the fork server and its folder away while this one began.
            _BENCH.drop_dead(grader)
            raise InternalError(Reason.SERVER_ENDED, error=error) from error
        raise MachineError(
            "{host} can't run student code at the moment ({error}).", host=platform.node(), error=error
        ) from error
    return list(_facts(grades))


def _facts(grades: Iterable[Grade]) -> Iterator[dict[str, Any]]:
    """Yield the facts of each grade; twins with the same verdicts have the same, since their texts are kept apart."""
    verdicts: tuple[Verdict, ...] = ()
    facts = None
    for grade in grades:
        if facts is None or grade.verdicts is not verdicts:
            verdicts, facts = grade.verdicts, serialize.of_grade(grade)
        yield facts


def close() -> None:
    """End what this process holds for its tasks."""
    _BENCH.close()


class _Bench:
    """What a process holds from task to task; several threads may ask for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._graders: dict[Isolate, Grader] = {}
        self._exercises: dict[tuple[str, float | None], Exercise] = {}

    def grader(self, isolation: Isolate) -> Grader:
        with self._lock:
            if isolation not in self._graders:
                self._graders[isolation] = Grader(
                    sandbox.launcher(hidden(), isolation), at_a_time=1, several_students=True
                )
            return self._graders[isolation]

    def drop_dead(self, grader: Grader) -> None:
        with self._lock:
            dead = [level for level, held in self._graders.items() if held is grader and not grader.alive()]
            for level in dead:
                del self._graders[level]
        if dead:
            grader.close()

    def exercise(self, task: Task) -> Exercise:
        with self._lock:
            key = (task.terms.exercise_digest, task.terms.timeout_s)
            if key not in self._exercises:
                files = json.loads(zlib.decompress(task.exercise))
                found = exercise_of(files, Path(task.terms.slug))
                self._exercises[key] = within(found, task.terms.timeout_s)
            return self._exercises[key]

    def close(self) -> None:
        with self._lock:
            held, self._graders = self._graders, {}
        for grader in held.values():
            grader.close()


_BENCH = _Bench()


def _silent(_answered: int, _of: int) -> None:
    pass
