"""Tables for people and programs: `grades.csv` and the same as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from grader.classroom.gradebook.results import Row
from grader.model import Outline, Points
from grader.reports.escape import for_csv

COLUMNS = ("student", "name", "file", "late", "status", "score", "max_score", "percent", "reason", "same_code_as")
LONGEST = 2000


def as_csv(rows: Sequence[Row], exercise: Outline) -> str:
    """Return one line per student, with the points of every part under the name that students write.

    No cell is one that a spreadsheet would run.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *(part.definition for part in exercise.parts)])
    for row in rows:
        texts = (row.entry.student, row.entry.name, row.entry.file)
        points = row.parts or {}
        writer.writerow(
            [
                *(for_csv(text) for text in texts),
                "late" if row.entry.late else "",
                row.status,
                *_total(row.total),
                for_csv(row.reason, LONGEST),
                for_csv(row.same_as, LONGEST),
                *(number(points[part.name].score) if part.name in points else "" for part in exercise.parts),
            ]
        )
    # The mark by which spreadsheets know UTF-8, without which names in Cyrillic come out as noise.
    return "\N{BYTE ORDER MARK}" + stream.getvalue()


def as_json_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the same, one JSON object a line, in ASCII."""
    for row in rows:
        total = row.total
        content = {
            "student": row.entry.student,
            "name": row.entry.name,
            "file": row.entry.file,
            "late": row.entry.late,
            "status": row.status,
            "score": total.score if total else None,
            "max_score": total.max_score if total else None,
            "reason": row.reason,
            "same_code_as": list(row.alike),
            "same_code": row.twins,
            "parts": {name: points.score for name, points in (row.parts or {}).items()},
        }
        yield json.dumps(content, allow_nan=False) + "\n"


def number(value: float) -> str:
    """Write points with at most two places, a whole number without any."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _total(total: Points | None) -> list[str]:
    if total is None:
        return ["", "", ""]
    percent = 100 * total.score / total.max_score if total.max_score else 0.0
    return [number(total.score), number(total.max_score), number(percent)]
