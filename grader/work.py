"""What an executor runs: one task, the texts of one program, given to a process that holds a fork server.

A task carries text and no path, so that it can be run wherever gradetape is installed. The fork server and the
reference's evidence stay in the process from task to task; a fork server that has ended is replaced.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib.metadata
import os
import platform
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import facts, grading, sandbox
from grader.errors import InternalError, MachineError
from grader.exercise import HIDDEN, find_exercise
from grader.model import Exercise, Slug, Submission

# Whatever decides the numbers; TensorFlow and Keras under each of the names they are installed by.
PACKAGES = ("gradetape", "numpy", "tensorflow", "tensorflow-cpu", "tensorflow-macos", "keras", "tf-keras")


@dataclass(frozen=True, slots=True)
class Terms:
    """What every submission of a run has in common; the same terms and the same text give the same grade."""

    slug: Slug
    exercise_digest: str
    seed: int
    timeout_s: float | None
    isolation: sandbox.Isolate
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """Submissions of one fingerprint, to be graded on these terms."""

    terms: Terms
    submissions: tuple[Submission, ...]


def versions() -> dict[str, str]:
    """Tell what is installed where this is called; nothing is imported for it."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    if os.environ.get("TF_USE_LEGACY_KERAS"):
        found["TF_USE_LEGACY_KERAS"] = os.environ["TF_USE_LEGACY_KERAS"]
    return found


def digest_of(folder: Path) -> str:
    """Give the digest of all files of an exercise's folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            for part in (str(path.relative_to(folder)).encode(), path.read_bytes()):
                total.update(len(part).to_bytes(8, "big") + part)
    return "sha256:" + total.hexdigest()


def work(task: Task) -> list[dict[str, Any]]:
    """Grade a task and give the facts of each grade; raises MachineError, and InternalError if a try was lost."""
    exercise = _BENCH.exercise(task.terms)
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
            raise InternalError("The process that runs student code has ended: {error}", error=error) from error
        raise MachineError("{host} can't run student code now ({error}).", host=platform.node(), error=error) from error
    return [facts.of_grade(grade) for grade in grades]


def close() -> None:
    """End what this process holds for its tasks."""
    _BENCH.close()


class _Bench:
    """What a process holds from task to task; several threads may ask for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._graders: dict[sandbox.Isolate, grading.Grader] = {}
        self._exercises: dict[tuple[str, float | None], Exercise] = {}

    def grader(self, isolation: sandbox.Isolate) -> grading.Grader:
        with self._lock:
            if isolation not in self._graders:
                self._graders[isolation] = grading.Grader(sandbox.launcher(HIDDEN, isolation))
            return self._graders[isolation]

    def drop_dead(self, grader: grading.Grader) -> None:
        with self._lock:
            dead = [level for level, held in self._graders.items() if held is grader and not grader.alive()]
            for level in dead:
                del self._graders[level]
        if dead:
            grader.close()

    def exercise(self, terms: Terms) -> Exercise:
        with self._lock:
            key = (terms.exercise_digest, terms.timeout_s)
            if key not in self._exercises:
                found = find_exercise(terms.slug)
                if digest_of(found.folder) != terms.exercise_digest:
                    raise MachineError(
                        "The exercise {slug} here ({host}) is not the one where the batch was started. Install the "
                        "same gradetape on both, and start the workers anew.",
                        slug=terms.slug,
                        host=platform.node(),
                    )
                self._exercises[key] = grading.within(found, terms.timeout_s)
            return self._exercises[key]

    def close(self) -> None:
        with self._lock:
            held, self._graders = self._graders, {}
        for grader in held.values():
            grader.close()


_BENCH = _Bench()


def _silent(_answered: int, _of: int) -> None:
    pass


def fields(terms: Terms) -> dict[str, Any]:
    """Give the terms as plain data."""
    return {**dataclasses.asdict(terms), "isolation": terms.isolation.value, "versions": dict(terms.versions)}
