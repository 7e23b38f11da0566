"""One row a student, from the store: what every gradebook is made from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.classroom.store import Entry, Run, serialize
from grader.i18n import N_, Speech
from grader.model import Grade, Outline, PartName, Points
from grader.reasons import Explanation, Reason

if TYPE_CHECKING:
    from grader.classroom.store import Store

GRADED, REFUSED, BROKEN, WAITING = "graded", "refused", "broken", "waiting"
STATUSES: Mapping[str, str] = {
    GRADED: N_("graded"),
    REFUSED: N_("refused"),
    BROKEN: N_("broken"),
    WAITING: N_("waiting"),
}
# Everybody of a thousand would fill every table.
NAMED = 5
# In the JSON of a grading whose submission imports one that isn't installed; in a text of a student's the marks are escaped.
A_MODULE = '"module": "'


@dataclass(frozen=True, slots=True)
class Row:
    """One student: the points, or why there are none; `alike` names some of the `twins` who submitted the same program."""

    entry: Entry
    status: str
    total: Points | None = None
    parts: Mapping[PartName, Points] | None = None
    reason: str = ""
    alike: tuple[str, ...] = ()
    twins: int = 0

    @property
    def same_as(self) -> str:
        """Name those with the same program, or some and how many there are."""
        more = f"; … ({self.twins})" if self.twins > len(self.alike) else ""
        return "; ".join(self.alike) + more

    @property
    def page(self) -> str:
        """Name the student's page; after no text of the student's, since it becomes a path."""
        return hashlib.sha256(self.entry.student.encode()).hexdigest()[:16] + ".html"


def rows(store: Store, run: Run, voice: Speech) -> list[Row]:
    """Return everybody of a run, in the order in which they were collected."""
    entries = store.entries(run)
    prints = store.fingerprints(run)
    twins: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.digest is not None:
            twins.setdefault(prints[entry.digest], []).append(entry)
    totals, parts = store.totals(run), store.parts(run)
    made = []
    for entry in entries:
        row = _row(entry, totals, voice)
        # An untouched starter is the same program as another one: nobody has copied anything.
        compared = entry.digest is not None and row.total is not None and row.total.score > 0
        alike = twins[prints[entry.digest]] if entry.digest and compared else [entry]
        names = tuple(other.name for other in alike[: NAMED + 1] if other is not entry)[:NAMED]
        made.append(replace(row, alike=names, twins=len(alike) - 1, parts=parts.get(entry.attempt or 0)))
    return made


def brief(store: Store, run: Run, voice: Speech) -> list[Row]:
    """Return everybody's row without its parts and without who has the same program, which is quick."""
    totals = store.totals(run)
    return [_row(entry, totals, voice) for entry in store.entries(run)]


def missing_modules(store: Store, run: Run) -> Counter[str]:
    """Count the submissions of a run that import each module that wasn't installed where they were graded."""
    found: Counter[str] = Counter()
    for attempt, students in store.attempts_with(run, A_MODULE).items():
        # What can't be read of one student is told elsewhere.
        with suppress(Exception):
            problems = serialize.problems_of(store.facts(attempt) or {})
            found.update(dict.fromkeys({problem.module for problem in problems if problem.module}, students))
    return found


def _row(entry: Entry, totals: Mapping[int, tuple[Points | None, Explanation | None]], voice: Speech) -> Row:
    try:
        return _read(entry, totals, voice)
    except Exception as error:  # noqa: BLE001 (what is kept of one student must not cost the class its tables)
        return Row(entry, BROKEN, reason=Explanation(Reason.DAMAGED, {"error": repr(error)}).said(voice))


def _read(entry: Entry, totals: Mapping[int, tuple[Points | None, Explanation | None]], voice: Speech) -> Row:
    if entry.refusal is not None:
        status = BROKEN if entry.refusal.reason is Reason.DAMAGED else REFUSED
        return Row(entry, status, reason=entry.refusal.said(voice))
    if entry.attempt is None:
        return Row(entry, WAITING, reason=voice.say(N_("Not graded yet. Run the same command again and it resumes.")))
    total, failure = totals[entry.attempt]
    if total is None:
        return Row(entry, BROKEN, reason=said(failure, voice))
    return Row(entry, GRADED, total, reason=said(entry.note, voice))


def said(explanation: Explanation | None, voice: Speech) -> str:
    """Return what was kept, in a language; nothing for nothing."""
    return explanation.said(voice) if explanation else ""


def grade_of(store: Store, exercise: Outline, row: Row) -> Grade | None:
    """Return a student's whole grade, as it was; None for one who has none."""
    if row.status != GRADED or row.entry.attempt is None or row.entry.digest is None:
        return None
    facts = store.facts(row.entry.attempt)
    submission = replace(store.submission(row.entry.digest), path=row.entry.file, student=row.entry.name)
    return serialize.to_grade(facts or {}, exercise, submission)
