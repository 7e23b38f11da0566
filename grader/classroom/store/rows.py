"""What the store gives: rows as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.model import Cause, CheckName, MisconceptionName, Outcome, Terms
from grader.reasons import Explanation


@dataclass(frozen=True, slots=True)
class Run:
    """One gradebook as of one moment: who submitted what, and the terms on which it is graded."""

    id: int
    terms: Terms
    fresh: bool
    started: str
    finished: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One student in one run: what was collected, and the attempt that graded it; or why nothing could be graded.

    `name` is that of a roster which knows the student, else that of the download.
    """

    student: str
    name: str
    file: str = ""
    digest: str | None = None
    refusal: Explanation | None = None
    note: Explanation | None = None
    upload: str = ""
    late: bool = False
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that a student of a run didn't pass, and what is known of the reason."""

    student: str
    check: CheckName
    outcome: Outcome
    cause: Cause | None = None
    trap: str | None = None
    misconception: MisconceptionName | None = None

    @property
    def is_unwritten(self) -> bool:
        """Whether it wasn't reached because a part isn't written."""
        return self.outcome is Outcome.NOT_REACHED and self.cause is not None and self.cause.is_unwritten


@dataclass(frozen=True, slots=True)
class Attempt:
    """One grading of one text on one run's terms, never rewritten; without `facts` if the grader failed at it."""

    id: int
    run: int
    digest: str
    score: float | None
    max_score: float | None
    tries: int
    facts: Mapping[str, Any] | None
    graded: str
