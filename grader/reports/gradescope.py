"""Gradescope's results.json: one test a check.

Visibility is one word for everything: if some tests are hidden, Gradescope hides the total from students, too.
"""

from __future__ import annotations

import json
from typing import Any

from grader.feedback.findings import Finding, findings
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Grade, Outcome, Verdict
from grader.reports.escape import for_terminal, for_xml
from grader.reports.page import Page, Report

VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")
MOST = 4000


def render(report: Report, page: Page) -> str:
    """Return the grades as one results.json; with several submissions their points are added up."""
    several = len(report.grades) > 1
    content = {
        "score": round(sum(grade.total.score for grade in report.grades), 2),
        "execution_time": round(sum(grade.seconds for grade in report.grades), 3),
        "output": "\n".join(_head(report, page)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": page.visibility,
        "stdout_visibility": "hidden",
        "extra_data": {"grades": [_extra(grade) for grade in report.grades]},
        "tests": [
            _test(grade, verdict, found, page, several=several)
            for grade in report.grades
            for verdict, found in findings(grade, page.speech).checks
        ],
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def _head(report: Report, page: Page) -> list[str]:
    lines = []
    for grade in report.grades:
        said = page.speech.say(N_("Points: {points}"), points=str(grade.total))
        lines.append(
            f"{Wording(page.speech, grade.exercise).texts.title}. {said} ({for_terminal(grade.submission.path)})"
        )
        lines += [for_terminal(told, 1000) for told in findings(grade, page.speech).in_advance]
    return lines + [for_terminal(refusal.sentence, 2000) for refusal in report.refusals]


def _extra(grade: Grade) -> dict[str, Any]:
    versions = {for_terminal(name): for_terminal(version) for name, version in grade.versions.items()}
    return {"exercise": grade.exercise.slug, "course": grade.exercise.course, "seed": grade.seed, "versions": versions}


def _test(grade: Grade, verdict: Verdict, found: Finding, page: Page, *, several: bool) -> dict[str, Any]:
    points = grade.by_check[verdict.check]
    whose = f"{for_terminal(grade.submission.path, 100)}: " if several else ""
    return {
        "score": round(points.score, 2),
        "max_score": round(points.max_score, 2),
        "status": "passed" if verdict.outcome is Outcome.PASSED else "failed",
        "name": whose + found.name,
        "name_format": "text",
        "number": _number(grade, verdict),
        "output": for_xml("\n".join(filter(None, (*found.sentences, found.place))), MOST),
        "output_format": "text",
        "tags": [found.definition],
        "visibility": page.visibility,
        "extra_data": {"check": verdict.check, "outcome": verdict.outcome.value},
    }


def _number(grade: Grade, verdict: Verdict) -> str:
    """Return a check's number: by its part and its place in it, as 1.1."""
    names = [part.name for part in grade.exercise.parts]
    within = [other.check for other in grade.verdicts if other.part == verdict.part]
    return f"{names.index(verdict.part) + 1}.{within.index(verdict.check) + 1}"
