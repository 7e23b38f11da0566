"""What Moodle imports: its own grading worksheet filled in, and a zip of feedback files.

The worksheet's headers are in the teacher's language, and Moodle compares them exactly: so it is never made up here,
only filled in, and every other cell stays as it is. A student is known by the number in the identifier, which is also in
the name of the folder in the download. A zip is taken apart by those folders' names, so they are kept as they were.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from grader.classroom.gradebook.lms_file import Table
from grader.classroom.gradebook.results import Row
from grader.classroom.gradebook.tables import number
from grader.errors import UsageError

IDENTIFIER = re.compile(r"\D+(\d+)")
# The header in English, and in Ukrainian as Moodle's own translation has it.
GRADE = ("Grade", "Оцінка")
# With blind marking there is no such column, and the submissions have no names either.
FULL_NAME = ("Full name", "Повне ім'я")
FEEDBACK = "feedback.html"
# Zip has no earlier date; a fixed one, so that the same grades give the same file.
DATE = (1980, 1, 1, 0, 0, 0)


def is_worksheet(table: Table) -> bool:
    """Whether a table is a grading worksheet: the first column is a word and a number, in every row."""
    return len(table.rows) > 1 and all(cells and IDENTIFIER.fullmatch(cells[0].strip()) for cells in table.rows[1:])


def filled(table: Table, rows: Sequence[Row], column_name: str | None) -> Table:
    """Return the worksheet with the grades filled in; a student whom we don't know keeps what is there."""
    found_in = column(table.header, column_name)
    most, comma = _most(table, found_in)
    by_id = {row.entry.student: row for row in rows}
    filled_in = [table.header]
    for cells in table.rows[1:]:
        found = IDENTIFIER.fullmatch(cells[0].strip())
        row = by_id.get(found[1]) if found else None
        if row is None or row.total is None or len(cells) <= found_in:
            filled_in.append(cells)
            continue
        scale = most / row.total.max_score if most and row.total.max_score else 1.0
        points = number(row.total.score * scale)
        filled_in.append([*cells[:found_in], points.replace(".", ",") if comma else points, *cells[found_in + 1 :]])
    return replace(table, rows=filled_in)


def students(table: Table) -> dict[str, str]:
    """Return the names of a worksheet's students by their number, or the identifiers where it has no names."""
    column = next((n for n, cell in enumerate(table.header) if cell.strip() in FULL_NAME), 0)
    found = {}
    for cells in table.rows[1:]:
        if identifier := IDENTIFIER.fullmatch(cells[0].strip()):
            found[identifier[1]] = cells[column].strip() if len(cells) > column else cells[0].strip()
    return found


def column(header: Sequence[str], name: str | None) -> int:
    """Find the column of the grade by its header; raises UsageError if there is none or there are several."""
    wanted = (name.strip(),) if name else GRADE
    found = [n for n, cell in enumerate(header) if cell.strip() in wanted]
    if len(found) != 1:
        raise UsageError(
            "Can't tell which column holds the grade. Choose one with --assignment: {known}", known=" | ".join(header)
        )
    return found[0]


def _most(table: Table, column: int) -> tuple[float | None, bool]:
    """Read the maximum, which stands beside the grade, and whether decimals are written with a comma."""
    cells = {row[column + 1].strip() for row in table.rows[1:] if len(row) > column + 1}
    if len(cells) != 1:
        return None, False
    text = cells.pop()
    try:
        return float(text.replace(",", ".")), "," in text
    except ValueError:
        return None, False


def feedback(rows: Iterable[Row], page: Callable[[Row], str]) -> bytes:
    """Return the zip for "Upload multiple feedback files": one page a student, where the download had the submission."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            if row.entry.upload:
                archive.writestr(zipfile.ZipInfo(row.entry.upload + FEEDBACK, DATE), page(row), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
