"""One student's page: the report of the grade, or why there is none."""

from __future__ import annotations

from grader.gradebooks import Row
from grader.model import Grade
from grader.reports import FORMATS, Page, Report
from grader.reports.escape import for_html
from grader.site.classroom import whole
from grader.speech import Speech

WIDTH = 100


def student_page(row: Row, grade: Grade | None, voice: Speech) -> str:
    """Give the page."""
    if grade is not None and "html" in FORMATS:
        return FORMATS["html"](Report((grade,)), Page(voice))
    content = f"<h1>{for_html(row.entry.name, 200)}</h1>\n<p>{for_html(row.reason)}</p>"
    if grade is not None:
        content += f"\n<pre>{for_html(FORMATS['terminal'](Report((grade,)), Page(voice, WIDTH)))}</pre>"
    return whole(row.entry.name, content, voice)
