"""The map of a course: which exercises are done, begun and not begun, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Grade
from grader.reports.escape import for_terminal
from grader.reports.page import Page, Place, Report

DONE, BEGUN, TO_DO = ("✓", "green"), ("▶", "yellow"), ("·", "dim")
LONGEST_PATH = 200


def of(report: Report, page: Page) -> Iterator[RenderableType]:
    """Yield a line for each exercise, and one that says what comes next, unless a report does."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(style="dim")
    for place in report.places:
        sign, style = _sign(place)
        points = str(place.grade.total) if place.grade else ""
        grid.add_row(Text(sign, style=style), Text(_title(place, page), style="bold"), points, _state(place, page))
    yield Padding(grid, (0, 0, 1, 0))
    if shown(report) is None:
        yield _next(report, page)


def shown(report: Report) -> Grade | None:
    """Return the grade that is reported in full: of what the student worked on last, or else of the first that isn't done."""
    begun = [place.grade for place in report.places if place.grade and not _is_done(place.grade)]
    if any(grade is report.latest for grade in begun):
        return report.latest
    first = _first_to_do(report)
    return first.grade if first else None


def _first_to_do(report: Report) -> Place | None:
    return next((place for place in report.places if not (place.grade and _is_done(place.grade))), None)


def _next(report: Report, page: Page) -> Text:
    say, first = page.speech.say, _first_to_do(report)
    if first is None:
        return Text(say(N_("Every exercise is done.")), style="bold green")
    if first.path is None:
        return Text(say(N_("Next: get the other exercises with: grade start")))
    definition = first.exercise.parts[0].definition
    path = for_terminal(first.path, LONGEST_PATH)
    return Text(say(N_("Next: open {path} and write `{definition}`."), path=path, definition=definition))


def _sign(place: Place) -> tuple[str, str]:
    if place.grade is None:
        return TO_DO
    return DONE if _is_done(place.grade) else BEGUN


def _state(place: Place, page: Page) -> str:
    if place.grade is not None:
        return page.speech.say(N_("done") if _is_done(place.grade) else N_("begun"))
    return page.speech.say(N_("not begun") if place.path else N_("not in this folder"))


def _title(place: Place, page: Page) -> str:
    return Wording(page.speech, place.exercise).texts.title


def _is_done(grade: Grade) -> bool:
    return grade.total.score >= grade.total.max_score
