"""The JSON that tools read; its keys are described in docs/json.md."""

from __future__ import annotations

import json
import math
from typing import Any

from grader.feedback import loading, sentences
from grader.feedback.wording import Wording
from grader.model import Difference, Grade, Lack, Problem, Verdict, Where
from grader.reports.page import Page, Report

FORMAT_VERSION = 1


def render(report: Report, page: Page, indent: int | None = 1) -> str:
    """Return all grades as one JSON object; ASCII, so that no text of a student can disturb whoever prints it."""
    content = {
        "format_version": FORMAT_VERSION,
        "feedback": page.feedback,
        "grades": [_grade(Wording(page.speech, grade.exercise), grade) for grade in report.grades],
        "refused": [{"path": refusal.path, "error": refusal.sentence} for refusal in report.refusals],
    }
    return json.dumps(content, indent=indent, allow_nan=False) + "\n"


def _grade(wording: Wording, grade: Grade) -> dict[str, Any]:
    submission = grade.submission
    return {
        "exercise": grade.exercise.slug,
        "course": grade.exercise.course,
        "submission": {"path": submission.path, "student": submission.student, "digest": submission.digest},
        "score": grade.total.score,
        "max_score": grade.total.max_score,
        "seed": grade.seed,
        "seconds": round(grade.seconds, 3),
        "versions": dict(grade.versions),
        "isolation": {
            "in_force": [promise.value for promise in grade.isolation.in_force],
            "missing": [promise.value for promise in grade.isolation.missing],
        },
        "parts": [
            {
                "name": name,
                "definition": grade.exercise.definition(name),
                "score": points.score,
                "max_score": points.max_score,
            }
            for name, points in grade.by_part.items()
        ],
        "checks": [_check(wording, grade, verdict) for verdict in grade.verdicts],
        "problems": [_problem(wording, problem) for problem in grade.problems],
    }


def _check(wording: Wording, grade: Grade, verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.check,
        "part": verdict.part,
        "definition": wording.definition(verdict.part),
        "title": wording.check(verdict.check),
        "outcome": verdict.outcome.value,
        "cause": verdict.cause and verdict.cause.value,
        "score": grade.by_check[verdict.check].score,
        "max_score": grade.by_check[verdict.check].max_score,
        "reason": sentences.reason(wording, verdict),
        "hint": sentences.hint(wording, verdict),
        "trap": verdict.trap,
        "misconception": verdict.misconceptions[0] if verdict.misconceptions else None,
        "misconceptions": list(verdict.misconceptions),
        "carried_forward": verdict.carried_forward,
        "because_of": verdict.because_of,
        "lacks": _lack(verdict.lacks),
        "difference": _difference(verdict.difference),
        "where": _where(verdict.where),
        "seconds": round(verdict.seconds, 3),
    }


def _problem(wording: Wording, problem: Problem) -> dict[str, Any]:
    traps = wording.texts.traps
    return {
        **(_where(problem.where) or {"cell": None, "line": None}),
        "error": loading.problem(wording.speech, problem),
        "trap": problem.trap,
        "hint": traps[problem.trap] if problem.trap else "",
        "module": problem.module,
        "file": problem.file,
    }


def _lack(lacks: Lack | None) -> dict[str, Any] | None:
    if lacks is None:
        return None
    return {
        "name": lacks.name or None,
        "module": lacks.module,
        "file": lacks.file,
        "where": _where(lacks.where),
    }


def _difference(difference: Difference | None) -> dict[str, Any] | None:
    if difference is None:
        return None
    return {
        "what": difference.name,
        "expected": _finite(difference.expected),
        "actual": _finite(difference.actual),
    }


def _finite(value: float | str | None) -> float | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _where(where: Where | None) -> dict[str, int | None] | None:
    return None if where is None else {"cell": where.cell, "line": where.line}
