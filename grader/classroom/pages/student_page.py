"""One student's page: the report of the grade, or why there is none."""

from __future__ import annotations

from grader.classroom.gradebook.results import Row
from grader.classroom.pages.frame import whole
from grader.i18n import N_, Speech
from grader.model import Grade
from grader.reports import FORMATS, Page, Report


def student_page(row: Row, grade: Grade | None, voice: Speech) -> str:
    """Return the page."""
    if grade is not None:
        return FORMATS["html"](Report((grade,)), Page(voice))
    return whole("note.html", row.entry.name[:200], voice, points="", sentences=[row.reason])


def student_without_page(row: Row, error: Exception, voice: Speech) -> str:
    """Return the page of a student whose report can't be made: the points, and a sentence that says so."""
    points = f"{row.total.score:g} / {row.total.max_score:g}" if row.total else ""
    sentence = voice.say(
        N_("gradetape could not create the report on this submission. Your points in the gradebook are not affected.")
    )
    reason = f"{type(error).__name__}: {error}"
    return whole("note.html", row.entry.name[:200], voice, points=points, sentences=[sentence, row.reason, reason])
