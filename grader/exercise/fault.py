"""A fault in a file that an author wrote: where it is, and how to mend it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from grader.errors import ExerciseError
from grader.i18n import N_
from grader.nearest import nearest

Keys: TypeAlias = tuple[str | int, ...]
"""The way to a value in a file of data: names of tables and keys, and places in lists, which count from 0."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and in which line; in a file of data, `keys` lead there."""

    file: str
    text: str
    line: int | None = None
    keys: Keys = ()

    def __str__(self) -> str:
        """Return the fault with its place, as `exercise.toml, line 7: slug is missing`."""
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.text}"


def refused(folder: Path, faults: Iterable[Fault]) -> ExerciseError:
    """Return the error that tells all faults of a folder, file by file and from the top of each."""
    found = list(dict.fromkeys(faults))
    files = list(dict.fromkeys(fault.file for fault in found))
    found.sort(key=lambda fault: (files.index(fault.file), fault.line or 0))
    sentence = N_("{folder} has one fault:") if len(found) == 1 else N_("{folder} has {count} faults:")
    return ExerciseError(sentence, found, folder=folder, count=len(found))


def raised(file: str, error: BaseException) -> Fault:
    """Describe in one line what a file of the author's raised, and in which of its lines."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    line = error.lineno if isinstance(error, SyntaxError) else next(reversed(lines), None)
    said = " ".join(traceback.format_exception_only(type(error), error)[-1].split())
    return Fault(file, said, line)


def unknown(
    file: str, who: str, name: str, kind: str, known: Iterable[str], *, line: int | None = None, keys: Keys = ()
) -> Fault:
    """Describe that somebody names something that there isn't, and what may have been meant."""
    return Fault(file, f"{who} {name}, which isn't a {kind}{like(name, known)}", line, keys)


def like(name: str, known: Iterable[str]) -> str:
    """Return, in brackets, which of the known names may have been meant; nothing where none is like it."""
    near = nearest(name, known)
    return f" (did you mean {near}?)" if near else ""
