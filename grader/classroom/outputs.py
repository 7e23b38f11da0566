"""Everything that a batch leaves in its folder, made from the store; made again, it is the same.

The tables come first. What can't be made of one student costs nobody else anything, and is told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.gradebook import canvas, moodle
from grader.classroom.gradebook.lms_file import Table, read_table
from grader.classroom.gradebook.matching import Matching, match
from grader.classroom.gradebook.results import Row, grade_of
from grader.classroom.gradebook.results import rows as rows_of
from grader.classroom.gradebook.tables import as_csv, as_json_lines
from grader.classroom.pages.class_page import class_page, classroom_of
from grader.classroom.pages.student_page import student_page, student_without_page
from grader.classroom.store import Run
from grader.errors import MachineError, UsageError
from grader.i18n import Speech
from grader.model import Grade

if TYPE_CHECKING:
    from grader.classroom.store import Store

STUDENTS = "students"


@dataclass(frozen=True, slots=True)
class Roster:
    """A gradebook that another system gave out, to be filled in, if there is one; and which of its columns."""

    file: str = ""
    table: Table | None = None
    assignment: str | None = None

    @property
    def of_canvas(self) -> bool:
        """Whether it is Canvas's; else it is Moodle's."""
        return self.table is not None and canvas.is_export(self.table)

    def students(self) -> dict[str, str]:
        """Return the names of its students by the key that a download has, too."""
        if self.table is None:
            return {}
        return canvas.students(self.table) if self.of_canvas else moodle.students(self.table)


@dataclass(slots=True)
class Written:
    """What was written, how a gradebook matched, and what couldn't be made, with the error that says why."""

    paths: list[Path] = field(default_factory=list)
    matching: Matching | None = None
    unmade: list[tuple[str, Exception]] = field(default_factory=list)


def read_roster(path: Path | None, assignment: str | None) -> Roster:
    """Read a gradebook to fill in; raises UsageError if it is none, or if the column isn't clear."""
    if path is None:
        return Roster(assignment=assignment)
    roster = Roster(path.name, read_table(path), assignment)
    if roster.table is None or not (roster.of_canvas or moodle.is_worksheet(roster.table)):
        raise UsageError(
            "{path}: this is neither a gradebook exported from Canvas nor a grading worksheet from Moodle.", path=path
        )
    (canvas if roster.of_canvas else moodle).column(roster.table.header, assignment)
    return roster


def write(folder: Path, store: Store, run: Run, roster: Roster, voice: Speech) -> Written:
    """Write all tables and pages; each file is there whole, or as it was before.

    Raises MachineError if the disk is full.
    """
    store.know(roster.students())
    exercise = store.exercise(run)
    rows = rows_of(store, run, voice)
    for_others, matching = _for_others(rows, roster)
    made = Written(matching=matching)
    try:
        (folder / STUDENTS).mkdir(exist_ok=True)
        _write(folder / "grades.csv", lambda: [as_csv(rows, exercise).encode()], made)
        _write(folder / "grades.jsonl", lambda: map(str.encode, as_json_lines(rows)), made)
        for name, make in for_others.items():
            _write(folder / name, make, made)
        _write_students(folder / STUDENTS, rows, voice, made, lambda row: grade_of(store, exercise, row))
        if any(row.entry.upload for row in rows):
            pages = folder / STUDENTS
            read = partial(Path.read_text, encoding="utf-8")
            feedback = partial(moodle.feedback, rows, lambda row: read(pages / row.page))
            _write(folder / "moodle-feedback.zip", lambda: [feedback()], made)
        classroom = partial(classroom_of, store, run, rows, voice)
        _write(folder / "index.html", lambda: map(str.encode, class_page(classroom(), voice)), made)
    except OSError as error:
        raise MachineError(
            "{folder}: can't be written ({error}). Fix that, then run the same command again and it resumes.",
            folder=folder,
            error=error.strerror,
        ) from error
    return made


def _write(path: Path, make: Callable[[], Iterable[bytes]], made: Written) -> None:
    """Write one file, piece by piece, unless it can't be made."""
    try:
        _replace(path, make())
    except (MachineError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 (one file that can't be made must not cost the class the others)
        made.unmade.append((path.name, error))
        return
    made.paths.append(path)


def _write_students(
    folder: Path, rows: Sequence[Row], voice: Speech, made: Written, grade: Callable[[Row], Grade | None]
) -> None:
    """Write a page for every student; where the report can't be made, one that says so."""
    for row in rows:
        try:
            page = student_page(row, grade(row), voice)
        except (MachineError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 (one student's page must not cost the others theirs)
            made.unmade.append((row.entry.name, error))
            page = student_without_page(row, error, voice)
        _replace(folder / row.page, [page.encode()])
    _forget(folder, {row.page for row in rows})


def _for_others(
    rows: Sequence[Row], roster: Roster
) -> tuple[dict[str, Callable[[], Iterable[bytes]]], Matching | None]:
    """Return what makes a gradebook for another system, and how far its students are ours."""
    table, title = roster.table, roster.assignment
    if table is not None:
        name, kind = ("canvas.csv", canvas) if roster.of_canvas else ("moodle.csv", moodle)
        matching = match(roster.file, roster.students(), rows)
        return {name: lambda: [kind.filled(table, rows, title).data()]}, matching
    if title is None:
        return {}, None
    matching = match("canvas.csv", canvas.importable(rows), rows)
    return {"canvas.csv": lambda: [canvas.least(rows, title).encode()]}, matching


def _forget(folder: Path, pages: set[str]) -> None:
    """Remove the pages of those who are no longer in the class."""
    for path in folder.glob("*.html"):
        if path.name not in pages:
            path.unlink()


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Put a file in place of the one that is there, at one moment."""
    aside = path.with_name(f".{path.name}.new")
    try:
        with aside.open("wb") as file:
            file.writelines(pieces)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
