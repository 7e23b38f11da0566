"""Which findings of a grade are causes, and which only follow from another: a cause is what its student mends first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from grader.feedback import priority
from grader.model import CheckName, Grade, Outcome, Problem, Raised, Verdict


def causes(grade: Grade) -> tuple[list[Verdict], list[Problem]]:
    """Return the failed checks and the problems that nothing else in the grade explains, the most important first."""
    failed = (v for v in priority.by_importance(grade) if v.outcome is Outcome.FAILED and v.because_of is None)
    return list(_first_of_each(failed)), list(priority.urgent(grade))


def repeated(grade: Grade) -> Mapping[CheckName, Verdict]:
    """Return, for each check that met an exception which a more important one met at the same line, that other verdict."""
    first: dict[Hashable, Verdict] = {}
    told = {}
    for verdict in priority.by_importance(grade):
        found = verdict.trouble
        if verdict.outcome is Outcome.FAILED and isinstance(found, Raised):
            # At a line of the student's, the message may differ in what it tells of another draw.
            place = (found.type, found.line) if found.line is not None else (found.type, found.message, verdict.part)
            told[verdict.check] = first.setdefault(place, verdict)
    return {check: verdict for check, verdict in told.items() if verdict.check != check}


def _first_of_each(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield the first of those that met the same error at the same place."""
    seen = set()
    for verdict in verdicts:
        same = (verdict.part, verdict.cause, verdict.trouble, verdict.where)
        if verdict.trouble is None or same not in seen:
            yield verdict
        seen.add(same)
