"""What the store gives: rows as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Sentence: TypeAlias = tuple[str, Mapping[str, str]]
"""A sentence in English with its facts apart, to be said in any language."""


@dataclass(frozen=True, slots=True)
class Run:
    """One gradebook as of one moment: who handed in what, and the terms on which it is graded."""

    id: int
    terms: Mapping[str, Any]
    terms_digest: str
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
    refusal: Sentence | None = None
    note: Sentence | None = None
    upload: str = ""
    late: bool = False
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One grading of one text on one run's terms, never rewritten; without `facts` if the grader failed at it."""

    id: int
    run: int
    digest: str
    score: float | None
    max_score: float | None
    tries: int
    failure: Sentence | None
    facts: Mapping[str, Any] | None
    graded: str
