"""Everything that a batch leaves in its folder, made from the store; made again, it is the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader import gradebooks
from grader.errors import MachineError, UsageError
from grader.gradebooks import Row, grade_of
from grader.model import Exercise
from grader.site import Classroom, class_page, student_page
from grader.speech import Speech
from grader.store import Run, Store

STUDENTS = "students"


@dataclass(frozen=True, slots=True)
class Roster:
    """A gradebook that another system gave out, to be filled in; and which of its columns."""

    path: Path | None = None
    assignment: str | None = None


def write(folder: Path, store: Store, run: Run, roster: Roster, voice: Speech) -> list[Path]:
    """Write all tables and pages; give the paths of those to look at first.

    Each file is there whole, or as it was before; raises MachineError if the disk is full.
    """
    exercise = store.exercise(run)
    rows = gradebooks.rows(store, run, voice)
    made = {"grades.csv": gradebooks.as_csv(rows, exercise).encode()}
    made["grades.jsonl"] = gradebooks.as_json_lines(rows).encode()
    made |= _for_others(rows, exercise, roster, voice)
    try:
        (folder / STUDENTS).mkdir(exist_ok=True)
        for row in rows:
            page = student_page(row, grade_of(store, exercise, row), voice)
            _replace(folder / STUDENTS / row.page, page.encode())
        _forget(folder / STUDENTS, {row.page for row in rows})
        classroom = Classroom(run, exercise, rows, store.tally(run))
        made["index.html"] = class_page(classroom, voice).encode()
        if any(row.entry.upload for row in rows):
            made["moodle-feedback.zip"] = gradebooks.moodle.feedback(
                rows, lambda row: (folder / STUDENTS / row.page).read_text(encoding="utf-8")
            )
        for name, data in made.items():
            _replace(folder / name, data)
    except OSError as error:
        raise MachineError(
            "{folder}: can't be written ({error}). Make room; the same command then goes on.",
            folder=folder,
            error=error.strerror,
        ) from error
    return [folder / name for name in made]


def _for_others(rows: list[Row], exercise: Exercise, roster: Roster, voice: Speech) -> dict[str, bytes]:
    if roster.path is None:
        title = roster.assignment or voice.texts(exercise).title
        return {"canvas.csv": gradebooks.canvas.least(rows, title).encode()} if roster.assignment else {}
    table = gradebooks.read_table(roster.path)
    if gradebooks.canvas.is_export(table):
        return {"canvas.csv": gradebooks.canvas.filled(table, rows, roster.assignment).data()}
    if gradebooks.moodle.is_worksheet(table):
        return {"moodle.csv": gradebooks.moodle.filled(table, rows, roster.assignment).data()}
    raise UsageError(
        "{path}: neither a gradebook exported from Canvas nor a grading worksheet of Moodle.", path=roster.path
    )


def _forget(folder: Path, pages: set[str]) -> None:
    """Remove the pages of those who are no longer in the class."""
    for path in folder.glob("*.html"):
        if path.name not in pages:
            path.unlink()


def _replace(path: Path, data: bytes) -> None:
    """Put a file in place of the one that is there, at one moment."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
