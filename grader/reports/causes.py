"""Which findings of a grade are causes, and which only follow from another: a cause is what its student mends first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from grader import wording
from grader.model import Cause, Grade, Outcome, Problem, Verdict, Where

# As Python says it; no name that a student uses in earnest is longer.
UNKNOWN_NAME = re.compile(r"name '(\w{1,100})' is not defined")
# Each costs a look at the whole text; more than these no report shows.
MOST_PROBLEMS = 20
UNREADABLE = ("SyntaxError", "IndentationError", "TabError")


def causes(grade: Grade) -> tuple[list[Verdict], list[Problem]]:
    """Return the failed checks and the problems that nothing else in the grade explains, the most important first."""
    stopped = [(problem, _words(grade, problem)) for problem in grade.problems[:MOST_PROBLEMS]]
    verdicts, problems = [], set()
    for verdict in wording.by_importance(grade):
        name = _lacking(grade, verdict)
        behind = {problem for problem, words in stopped if name and (words is None or name in words)}
        problems |= behind
        if verdict.outcome is Outcome.FAILED and verdict.because_of is None and not behind:
            verdicts.append(verdict)
    return list(_first_of_each(verdicts)), [problem for problem in grade.problems if problem in problems]


def _first_of_each(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Give the first of those that met the same error at the same place."""
    seen = set()
    for verdict in verdicts:
        same = (verdict.part, verdict.cause, verdict.trouble, verdict.where)
        if verdict.trouble is None or same not in seen:
            yield verdict
        seen.add(same)


def _lacking(grade: Grade, verdict: Verdict) -> str:
    """Name what wasn't defined when a check needed it; nothing where that isn't why it failed."""
    if verdict.cause is Cause.MISSING:
        return grade.exercise.definition(verdict.because_of or verdict.part)
    raised = verdict.trouble if verdict.cause is Cause.RAISED else None
    found = UNKNOWN_NAME.match(raised.message) if raised and raised.kind == "NameError" else None
    return found[1] if found else ""


def _words(grade: Grade, problem: Problem) -> set[str] | None:
    """Return the words of a statement that raised, among them the names it would define; None if it can't be parsed."""
    if problem.kind in UNREADABLE:
        return None
    return set(re.findall(r"\w+", _statement(grade, problem.where))) if problem.where else set()


def _statement(grade: Grade, where: Where) -> str:
    """Give the lines from where a statement starts to the one at which it raised, and one more, below a decorator."""
    source = "".join(cell.source for cell in grade.submission.cells if cell.number == where.cell)
    lines = source.split("\n")[: where.line + 1]
    starts = [number for number, line in enumerate(lines[: where.line]) if line[:1].strip()]
    return "\n".join(lines[starts[-1] if starts else 0 :])
