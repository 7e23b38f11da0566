"""The door: a run's results as tables that people and other systems read."""

from grader.gradebooks import canvas, moodle
from grader.gradebooks.generic import as_csv, as_json_lines
from grader.gradebooks.matching import Matching, match, said
from grader.gradebooks.rows import BROKEN, GRADED, STATUSES, Row, brief, grade_of, missing_modules, rows
from grader.gradebooks.table import Table, read_table

__all__ = [
    "BROKEN",
    "GRADED",
    "STATUSES",
    "Matching",
    "Row",
    "Table",
    "as_csv",
    "as_json_lines",
    "brief",
    "canvas",
    "grade_of",
    "match",
    "missing_modules",
    "moodle",
    "read_table",
    "rows",
    "said",
]
