"""What a step of GitHub Actions prints: annotations on the lines at fault, then the report that a terminal shows.

Of each kind the runner keeps ten annotations, so the most important come first and the rest is left to the summary.
Student text is printed between `::stop-commands::` and a word that no submission can know; in the annotations it is
escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from grader.feedback import priority
from grader.feedback.causes import causes
from grader.feedback.findings import Finding, findings, names_missing, of_problem
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Grade, Outcome, Where
from grader.reports import json, markdown, terminal
from grader.reports.escape import for_workflow_data, for_workflow_property
from grader.reports.page import Page, Report

MOST_OF_A_KIND = 10
LARGEST_SUMMARY = 1024 * 1024
LARGEST_OUTPUT = 256 * 1024


def render(report: Report, page: Page) -> str:
    """Return what is printed into the log."""
    shown = terminal.render(report, page)
    return f"{commands(report, page)}::stop-commands::{page.token}\n{shown}\n::{page.token}::\n"


def commands(report: Report, page: Page) -> str:
    """Return the workflow commands: errors, then warnings, then notices, at most ten of each."""
    order = ("error", "warning", "notice")
    found = sorted(_commands(report, page), key=lambda finding: order.index(finding[0]))
    kept = [
        line for _, kind in groupby(found, key=lambda finding: finding[0]) for _, line in list(kind)[:MOST_OF_A_KIND]
    ]
    return "".join(f"{line}\n" for line in kept)


def _commands(report: Report, page: Page) -> Iterator[tuple[str, str]]:
    for refusal in report.refusals:
        title = page.speech.say(N_("Not graded"))
        yield "error", _command("error", refusal.path, None, title, refusal.sentence)
    for grade in report.grades:
        yield from _of_grade(grade, page)


def _of_grade(grade: Grade, page: Page) -> Iterator[tuple[str, str]]:
    """Yield what was found: a cause is an error, what follows from it a notice; of what passed, nothing is an error."""
    path, wording = grade.submission.path, Wording(page.speech, grade.exercise)
    verdicts, problems = causes(grade)
    mended_first = "warning" if page.passed else "error"
    for problem in grade.problems:
        kind = mended_first if problem in problems else "warning"
        found = of_problem(grade, problem, wording)
        title = page.speech.say(N_("While your file ran"))
        yield kind, _command(kind, path, problem.where, title, _placed(found, found.reason))
    missing = names_missing(grade, wording)
    if missing:
        yield mended_first, _command(mended_first, path, None, page.speech.say(N_("Missing names")), missing)
    told = {verdict.check: found for verdict, found in findings(grade, page.speech).checks}
    broken = [verdict for verdict in grade.verdicts if verdict.outcome is Outcome.BROKEN]
    for verdict in (*broken, *priority.by_importance(grade)):
        kind = "warning" if verdict in broken else mended_first if verdict in verdicts else "notice"
        found = told[verdict.check]
        yield kind, _command(kind, path, verdict.where, found.name, _placed(found, "\n".join(found.sentences)))


def _placed(found: Finding, text: str) -> str:
    """Name a notebook's cell in the text: an annotation knows only lines of the file."""
    return text if found.where is None or found.where.cell is None else f"{found.place}\n{text}"


def _command(kind: str, path: str, where: Where | None, title: str, message: str) -> str:
    properties = [f"file={for_workflow_property(path)}"]
    if where is not None and where.cell is None:
        properties.append(f"line={where.line}")
    properties.append(f"title={for_workflow_property(title)}")
    return f"::{kind} {','.join(properties)}::{for_workflow_data(message)}"


def summary(report: Report, page: Page) -> str:
    """Return the step's summary, cut between two submissions where it would be larger than GitHub takes."""
    room = LARGEST_SUMMARY - 1000
    sections = list(markdown.sections(report, page))
    kept: list[str] = []
    for section in sections:
        room -= len(section.encode("utf-8", "replace")) + 1
        if room < 0:
            break
        kept.append(section)
    left = len(sections) - len(kept)
    if left:
        note = page.speech.plural(
            "{n} more submission is left out, because the summary is full.",
            "{n} more submissions are left out, because the summary is full.",
            left,
        )
        kept.append(f"{note}\n")
    return "\n".join(kept)


def outputs(report: Report, page: Page) -> str:
    """Return the step's outputs, one a line: what a student wrote is in the JSON alone, which is ASCII without line breaks."""
    content = json.render(report, page, indent=None).strip()
    facts = {
        "score": f"{sum(grade.total.score for grade in report.grades):.10g}",
        "max-score": f"{sum(grade.total.max_score for grade in report.grades):.10g}",
        "passed": str(page.passed).lower(),
        "json": content if len(content) <= LARGEST_OUTPUT else "",
    }
    return "".join(f"{name}={value}\n" for name, value in facts.items())
