"""What the classic GitHub Classroom reporter reads: base64 of JSON, one test a check.

Its number is the sum of `score` over the tests, so every test has one, rounded, as it prints them unrounded; a payload
without `tests` would make it throw. It prints messages into a runner's log as they are.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from grader.feedback.findings import Finding, findings
from grader.model import Grade, Outcome, Verdict
from grader.reports.escape import for_log
from grader.reports.page import Page, Report

PAYLOAD_VERSION = 1


def render(report: Report, page: Page) -> str:
    """Return the payload on one line, for a step's output `result`."""
    return base64.b64encode(json.dumps(payload(report, page), allow_nan=False).encode()).decode() + "\n"


def payload(report: Report, page: Page) -> dict[str, Any]:
    """Return the payload before it is wrapped."""
    tests = [
        _test(grade, verdict, found, several=len(report.grades) > 1)
        for grade in report.grades
        for verdict, found in findings(grade, page.speech).checks
    ]
    return {
        "version": PAYLOAD_VERSION,
        "status": _status(report, tests),
        "max_score": round(sum(grade.total.max_score for grade in report.grades), 2),
        "message": " ".join(for_log(sentence, 2000) for sentence in _message(report, page)),
        "tests": tests,
    }


def _message(report: Report, page: Page) -> list[str]:
    told = [sentence for grade in report.grades for sentence in findings(grade, page.speech).in_advance]
    return [*(refusal.sentence for refusal in report.refusals), *told]


def _status(report: Report, tests: list[dict[str, Any]]) -> str:
    if report.refusals or any(test["status"] == "error" for test in tests):
        return "error"
    return "pass" if all(test["status"] == "pass" for test in tests) else "fail"


def _test(grade: Grade, verdict: Verdict, found: Finding, *, several: bool) -> dict[str, Any]:
    whose = f"{for_log(grade.submission.path, 100)}: " if several else ""
    status = {Outcome.PASSED: "pass", Outcome.BROKEN: "error"}.get(verdict.outcome, "fail")
    return {
        "name": whose + for_log(found.name),
        "status": status,
        "score": round(grade.by_check[verdict.check].score, 2),
        "max_score": round(grade.by_check[verdict.check].max_score, 2),
        "message": for_log(" ".join(found.sentences), 2000),
        "test_code": "",
        "filename": for_log(grade.submission.path),
        "line_no": verdict.where.line if verdict.where else 0,
        "duration": round(verdict.seconds, 3),
    }
