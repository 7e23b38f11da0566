"""The door: a run's results as tables that people and other systems read."""

from grader.gradebooks import canvas, moodle
from grader.gradebooks.generic import as_csv, as_json_lines
from grader.gradebooks.rows import BROKEN, GRADED, STATUSES, Row, grade_of, rows, statuses
from grader.gradebooks.table import Table, read_table

__all__ = [
    "BROKEN",
    "GRADED",
    "STATUSES",
    "Row",
    "Table",
    "as_csv",
    "as_json_lines",
    "canvas",
    "grade_of",
    "moodle",
    "read_table",
    "rows",
    "statuses",
]
