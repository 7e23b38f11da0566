"""What the last `grade` or `grade hint` of a file has left to the next one, beside the process that keeps TensorFlow loaded."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from grader import sandbox
from grader.grading.pipeline import Grader
from grader.grading.remembered import Remembered, read, written
from grader.model import Exercise, Grade, Isolate, Promise

# Of different submissions; those that were graded last stay.
MOST_FILES = 16
LARGEST = 32 * 1024 * 1024


class LastTime:
    """Remembers in a file what one submission was answered; where the file can't be used, nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, exercise: Exercise, seeds: Collection[int] | None = None) -> Remembered | None:
        """Return what was left by the last grading, if it was for the same exercise, and on one of these `seeds`; None means any."""
        try:
            with self._file.open("rb") as opened:
                found = read(opened.read(LARGEST))
        except OSError:
            return None
        if found is None or not found.is_about(exercise) or (seeds and found.seed not in seeds):
            return None
        return found

    def keep(self, grader: Grader, exercise: Exercise, grade: Grade, seed: int) -> None:
        """Leave what a grader knows after this grade to the next one, where student code is kept from reading and changing it."""
        if {Promise.NO_READING, Promise.NO_CHANGING} <= {*grade.isolation.in_force}:
            remembered = grader.remembered(exercise, grade, seed=seed)
            if remembered is not None:
                self._write(remembered)

    def _write(self, remembered: Remembered) -> None:
        aside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            try:
                aside.touch(mode=0o600)
                aside.write_bytes(written(remembered))
                aside.replace(self._file)
            finally:
                aside.unlink(missing_ok=True)
            for old in sorted(self._file.parent.iterdir(), key=lambda path: -path.stat().st_mtime_ns)[MOST_FILES:]:
                old.unlink()


def last_time(started: sandbox.Launcher, path: Path) -> LastTime | None:
    """Return what is remembered of a submission; None where its code isn't kept from reading that."""
    if not isinstance(started, sandbox.KeptServer) or started.isolation is Isolate.OFF:
        return None
    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
    try:
        return LastTime(started.remembers(name))
    except OSError:
        return None
