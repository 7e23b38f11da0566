"""How far a gradebook and the submissions are of the same students."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.classroom.gradebook.results import Row
from grader.i18n import N_, Speech

# A warning names so many; the tables have them all.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Matching:
    """Whom a gradebook and the graded students have in common, and by name whom they have not.

    `strangers` are graded and not in the gradebook, `absent` are in it without a submission, `ungraded` with one that
    has no grade.
    """

    file: str
    students: int
    filled: int
    strangers: tuple[str, ...]
    absent: tuple[str, ...]
    ungraded: tuple[str, ...]

    @property
    def nobody(self) -> bool:
        """Whether there are graded students and none of them is in the gradebook."""
        return bool(self.strangers) and not self.filled

    @property
    def whole(self) -> bool:
        """Whether everybody in the gradebook has a grade now, and everybody graded is in it."""
        return self.filled == self.students and not self.strangers


def match(file: str, students: Mapping[str, str], rows: Sequence[Row]) -> Matching:
    """Compare the students of a gradebook, key and name, with those who submitted."""
    by_key = {row.entry.student: row for row in rows}
    graded = {key: row for key, row in by_key.items() if row.total is not None}
    return Matching(
        file,
        students=len(students),
        filled=sum(key in graded for key in students),
        strangers=tuple(row.entry.name for key, row in graded.items() if key not in students),
        absent=tuple(name for key, name in students.items() if key not in by_key),
        ungraded=tuple(name for key, name in students.items() if key in by_key and key not in graded),
    )


def said(found: Matching, voice: Speech) -> list[str]:
    """Return what was matched in lines, the count first; names are students' own text."""
    count = voice.say(N_("{file}: {n} of {of} filled in."), file=found.file, n=found.filled, of=found.students)
    lists = (
        (N_("Graded, but not in the gradebook: {names}"), found.strangers),
        (N_("In the gradebook, but without a submission: {names}"), found.absent),
        (N_("Submitted, but not graded: {names}"), found.ungraded),
    )
    return [count, *(voice.say(words, names=_names(names, voice)) for words, names in lists if names)]


def _names(names: Sequence[str], voice: Speech) -> str:
    """Name them, apart by semicolons: most gradebooks write the last name first, and a comma after it."""
    more = len(names) - MOST_NAMED
    shown = "; ".join(names[:MOST_NAMED])
    return f"{shown}; {voice.say(N_('… and {n} more'), n=more)}" if more > 0 else shown
