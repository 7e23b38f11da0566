"""The gradebook that Canvas imports: the one exported from it with a column filled in, or the least that it takes.

Canvas takes a file whose first cells are `Student, ID`, with `Section` at the end of the student's columns; the
assignments follow. A student is known by the Canvas id first, an assignment by the id in brackets behind its title;
a title that it doesn't know becomes a new assignment.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.classroom.gradebook.lms_file import Table
from grader.classroom.gradebook.results import Row
from grader.classroom.gradebook.tables import number
from grader.errors import UsageError
from grader.reports.escape import for_csv

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
LEAST_COLUMNS = 4
POINTS_POSSIBLE = "Points Possible"
# Canvas's own, with which a teacher looks at a course as a student.
TEST_STUDENT = "Student, Test"


def is_export(table: Table) -> bool:
    """Whether a table is an exported Canvas gradebook."""
    return len(table.header) >= LEAST_COLUMNS and "Student" in table.header[0] and "ID" in table.header[1]


def filled(table: Table, rows: Sequence[Row], assignment: str | None) -> Table:
    """Return the export with the assignment's column filled in; a student whom we don't know keeps what is there."""
    found = column(table.header, assignment)
    points = _points_possible(table, found)
    by_id = {row.entry.student: row for row in rows}
    return replace(table, rows=[_line(cells, found, by_id, points) for cells in table.rows])


def students(table: Table) -> dict[str, str]:
    """Return the names of an export's students by their Canvas id."""
    known = ((cells[1].strip(), cells[0].strip()) for cells in table.rows[1:] if len(cells) > 1)
    return {key: name for key, name in known if key.isdecimal() and name != TEST_STUDENT}


def _line(cells: list[str], column: int, by_id: Mapping[str, Row], points: float | None) -> list[str]:
    row = by_id.get(cells[1].strip()) if len(cells) > column else None
    if row is None or row.total is None:
        return cells
    scale = points / row.total.max_score if points and row.total.max_score else 1.0
    return [*cells[:column], number(row.total.score * scale), *cells[column + 1 :]]


def column(header: Sequence[str], assignment: str | None) -> int:
    """Find the assignment: by its whole title, or by the id in brackets, or the only one that there is."""
    last = max((n for n, cell in enumerate(header) if "Section" in cell), default=3)
    titles = {n: cell for n, cell in enumerate(header) if n > last and re.search(r"\(\d+\)$", cell.strip())}
    if assignment is None and len(titles) == 1:
        return next(iter(titles))
    wanted = (assignment or "").strip()
    fits = [
        n
        for n, title in titles.items()
        if wanted and wanted in (title.strip(), *re.findall(r"\((\d+)\)$", title.strip()))
    ]
    if len(fits) != 1:
        raise UsageError(
            "Can't tell which column to fill in. Choose one with --assignment: {known}",
            known=" | ".join(titles.values()) or "-",
        )
    return fits[0]


def _points_possible(table: Table, column: int) -> float | None:
    for cells in table.rows[1:4]:
        if cells and POINTS_POSSIBLE in cells[0] and len(cells) > column:
            try:
                return float(cells[column].replace(",", "."))
            except ValueError:
                return None
    return None


def importable(rows: Sequence[Row]) -> dict[str, str]:
    """Return the names of those graded students whom Canvas would know, by their Canvas id."""
    return {
        row.entry.student: row.entry.name for row in rows if row.total is not None and row.entry.student.isdecimal()
    }


def least(rows: Sequence[Row], assignment: str) -> str:
    """Return the smallest file that Canvas imports, for those who are known by their Canvas id."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*COLUMNS, for_csv(assignment)])
    known = importable(rows)
    for row in rows:
        if row.total is not None and row.entry.student in known:
            writer.writerow([for_csv(row.entry.name), row.entry.student, "", "", "", number(row.total.score)])
    return stream.getvalue()
