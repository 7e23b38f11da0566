"""Where a student's folder stands with a course: what is as it was given needn't be graded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from grader.errors import SubmissionError
from grader.exercise.course import Course
from grader.model import Slug
from grader.reports import Report
from grader.reports.page import Place
from grader.submission.read import read_submission


def is_as_given(path: Path, course: Course) -> bool:
    """Whether a file's code is that of a starter, in one of the course's languages."""
    starters = (course.folder / "exercises" / path.stem / language / path.name for language in course.languages)
    try:
        own = _digest(path.absolute(), path.stat().st_mtime_ns)
        return any(_digest(one, one.stat().st_mtime_ns) == own for one in starters if one.is_file())
    except (OSError, SubmissionError):
        # Told when it is graded.
        return False


@lru_cache
def _digest(path: Path, _saved_ns: int) -> str:
    """Return what tells a submission from others; it is read once for each save, since `grade watch` asks all the time."""
    return read_submission(path).digest


def mapped(report: Report, course: Course, paths: Sequence[Path]) -> Report:
    """Return the report with a place for each exercise of the course; the file that was saved last is the latest."""
    files = {Slug(path.stem): str(path) for path in paths}
    grades = {grade.exercise.slug: grade for grade in report.grades}
    refused = {Slug(Path(refusal.path).stem) for refusal in report.refusals}
    places = (Place(one, files.get(one.slug), grades.get(one.slug)) for one in course.outlines())
    latest = max(paths, key=lambda path: path.stat().st_mtime)
    return Report(
        report.grades,
        report.refusals,
        tuple(place for place in places if place.exercise.slug not in refused),
        grades.get(Slug(latest.stem)),
    )
