"""How many hints were given on each check, from one command to the next."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.model import CheckName, Grade, PartName, Verdict

# Far more than one student works on; the file stays small.
MOST_REMEMBERED = 500
LARGEST_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class About:
    """What hints are counted for: one check of one file; another check starts at its own first hint."""

    path: str
    exercise: str
    part: PartName
    check: CheckName


def about(grade: Grade, verdict: Verdict) -> About:
    """Return what the hints on a verdict are counted for."""
    path = str(Path(grade.submission.path).absolute())
    return About(path, grade.exercise.slug, verdict.part, verdict.check)


class Memory:
    """How many hints were given, in one file; if it is broken or can't be written, hints start over."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._given = _read(file)

    def given(self, key: About) -> int:
        """Return how many hints were given."""
        return self._given.get(key, 0)

    def give(self, key: About, most: int, seen: int = 0) -> bool:
        """Count one hint more than were given or are `seen` anyway; False where that were more than there are."""
        number = max(self._given.pop(key, 0), seen)
        self._given[key] = min(number + 1, most)
        self._write()
        return number < most

    def _write(self) -> None:
        latest = list(self._given.items())[-MOST_REMEMBERED:]
        rows = [[key.path, key.exercise, key.part, key.check, number] for key, number in latest]
        # Without a memory the hints still come, only the first ones again.
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                json.dump(rows, file)
            Path(name).replace(self._file)


def _read(file: Path) -> dict[About, int]:
    try:
        with file.open("rb") as opened:
            rows = json.loads(opened.read(LARGEST_FILE))
        given = {_about(*map(str, row[:-1])): int(row[-1]) for row in rows}
    except (OSError, ValueError, ArithmeticError, TypeError, LookupError, RecursionError, AttributeError):
        return {}
    return {key: number for key, number in given.items() if number > 0}


def _about(path: str, exercise: str, part: str, check: str) -> About:
    return About(path, exercise, PartName(part), CheckName(check))
