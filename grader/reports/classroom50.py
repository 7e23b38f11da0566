"""Classroom 50's result.json (`classroom50/result/v1`): one test a check, in hundredths of a point.

Its scores are integers. Hundredths keep fractions of a point, and the scale is the same in every exercise and every
regrade: 32.5 of 60 points are 3250 of 6000. Who, what and when come from what its runner hands in.
"""

from __future__ import annotations

import json
from typing import Any

from grader.feedback.findings import Finding, findings
from grader.model import Grade, Outcome, Verdict
from grader.reports.escape import for_terminal
from grader.reports.page import Page, Report

SCHEMA = "classroom50/result/v1"
SCALE = 100
# Fields of the result, and the variables in which its runner says them.
FACTS = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "USERNAME",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
    "datetime": "SUBMITTED_AT",
}
UNSAID = "unknown"


def render(report: Report, page: Page) -> str:
    """Return the result of all grades together."""
    return json.dumps(_result(report, page), indent=1, allow_nan=False) + "\n"


def _result(report: Report, page: Page) -> dict[str, Any]:
    several = len(report.grades) > 1
    tests = [
        _test(grade, verdict, found, several=several)
        for grade in report.grades
        for verdict, found in findings(grade, page.speech).checks
    ]
    refused = [
        {"test-name": for_terminal(refusal.sentence, 2000), "passed": False, "score": 0, "max-score": 0}
        for refusal in report.refusals
    ]
    return {
        "schema": SCHEMA,
        **_facts(page),
        "graded_at": page.now or UNSAID,
        "score": sum(_scaled(grade.total.score) for grade in report.grades),
        "max-score": sum(_scaled(grade.total.max_score) for grade in report.grades),
        "tests": tests + refused,
    }


def _facts(page: Page) -> dict[str, str]:
    otherwise = {"assignment_type": "individual", "submission": f"submit/{UNSAID}", "datetime": page.now}
    return {field: page.facts.get(variable) or otherwise.get(field) or UNSAID for field, variable in FACTS.items()}


def _scaled(points: float) -> int:
    return max(0, round(SCALE * points))


def _test(grade: Grade, verdict: Verdict, found: Finding, *, several: bool) -> dict[str, Any]:
    points = grade.by_check[verdict.check]
    whose = f"{for_terminal(grade.submission.path, 100)}: " if several else ""
    return {
        "test-name": whose + found.name,
        "passed": verdict.outcome is Outcome.PASSED,
        "score": _scaled(points.score),
        "max-score": _scaled(points.max_score),
        "message": for_terminal("\n".join(found.sentences), 2000),
    }
