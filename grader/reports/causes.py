"""Which findings of a grade are causes, and which only follow from another: a cause is what its student mends first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader import wording
from grader.model import Grade, Outcome, Problem, Verdict


def causes(grade: Grade) -> tuple[list[Verdict], list[Problem]]:
    """Return the failed checks and the problems that nothing else in the grade explains, the most important first."""
    failed = (v for v in wording.by_importance(grade) if v.outcome is Outcome.FAILED and v.because_of is None)
    return list(_first_of_each(failed)), list(wording.waited_for(grade))


def _first_of_each(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Give the first of those that met the same error at the same place."""
    seen = set()
    for verdict in verdicts:
        same = (verdict.part, verdict.cause, verdict.trouble, verdict.where)
        if verdict.trouble is None or same not in seen:
            yield verdict
        seen.add(same)
