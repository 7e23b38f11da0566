"""What a class got wrong, by how many: known mistakes first of all, then checks that fail without a known reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from grader.classroom.gradebook.results import Row
from grader.classroom.store import FailedCheck
from grader.feedback import sentences
from grader.i18n import Speech
from grader.model import Cause, CheckName, Grade, Outcome, Outline, PartName, Verdict
from grader.reports.html import excerpt

# So many students are tried for an example.
MOST_TRIED = 3


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in one part, and who made it; `name` is a misconception's or a trap's.

    Without a name, `check` is the one that is told first, or `stop` says how the part's code was ended.
    """

    part: PartName
    name: str
    check: CheckName | None
    stop: Cause | None
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody's code with a mistake in it: whose, where, and the lines if they are known."""

    row: Row
    place: str = ""
    lines: tuple[excerpt.Line, ...] = ()


def mistakes(exercise: Outline, failed: Iterable[FailedCheck]) -> list[Mistake]:
    """Return every mistake, the most frequent first; one student makes one mistake once, however many checks it fails."""
    part_of, rank = exercise.checks, {check: place for place, check in enumerate(exercise.checks)}
    found: dict[tuple[PartName, str, CheckName | None, Cause | None], dict[str, None]] = {}
    unnamed: dict[tuple[str, PartName], FailedCheck] = {}
    named: set[tuple[str, PartName]] = set()
    for one in failed:
        if one.outcome is not Outcome.FAILED or one.check not in part_of:
            continue
        part, name = part_of[one.check], one.trap or one.misconception
        if name is not None:
            found.setdefault((part, name, None, None), {})[one.student] = None
            named.add((one.student, part))
        else:
            # A report tells the first check of a part.
            told = unnamed.setdefault((one.student, part), one)
            unnamed[one.student, part] = min(told, one, key=lambda one: rank[one.check])
    for (student, part), one in unnamed.items():
        if (student, part) not in named:
            stop = one.cause if one.cause and one.cause.ends_process else None
            found.setdefault((part, "", None if stop else one.check, stop), {})[student] = None
    made = [Mistake(*key, tuple(students)) for key, students in found.items()]
    return sorted(made, key=lambda mistake: (-len(mistake.students), not mistake.name))


def unwritten(exercise: Outline, failed: Iterable[FailedCheck]) -> list[tuple[PartName, tuple[str, ...]]]:
    """Return the parts that somebody has not written, with those students, the most frequent first.

    A part that uses another unwritten one isn't counted: nothing tells whether it is written itself.
    """
    part_of = exercise.checks
    found: dict[PartName, dict[str, None]] = {}
    for one in failed:
        if one.is_unwritten and one.check in part_of:
            found.setdefault(part_of[one.check], {})[one.student] = None
    needs = {part.name: part.needs for part in exercise.parts}
    own = {
        part: tuple(student for student in who if not any(student in found.get(need, ()) for need in needs[part]))
        for part, who in found.items()
    }
    return sorted(((part, own[part]) for part in needs if own.get(part)), key=lambda one: -len(one[1]))


def example(
    mistake: Mistake, rows: Mapping[str, Row], grade_of: Callable[[Row], Grade | None], speech: Speech
) -> Example | None:
    """Return the code of the one with the most points, in which least else is wrong; of a few, one whose line is known."""
    who = [rows[student] for student in mistake.students if student in rows]
    best = sorted(who, key=lambda row: -(row.total.score if row.total else 0.0))[:MOST_TRIED]
    for row in best:
        # A grade that can't be read is told of where that student's page is made.
        with suppress(Exception):
            if (found := _shown(mistake, row, grade_of(row), speech)) is not None:
                return found
    return Example(best[0]) if best else None


def _shown(mistake: Mistake, row: Row, grade: Grade | None, speech: Speech) -> Example | None:
    verdicts: Sequence[Verdict] = grade.verdicts if grade else ()
    for verdict in verdicts:
        if grade and verdict.part == mistake.part and verdict.where and _is_of(mistake, verdict):
            lines = excerpt.excerpt(grade.submission, verdict.where)
            # Without a line that is known to be wrong, it is the beginning of the definition that is pointed at.
            known = verdict.trap is not None or verdict.trouble is not None
            return Example(
                row,
                sentences.place(speech, verdict.where),
                tuple(replace(x, meant=x.meant and known) for x in lines),
            )
    return None


def _is_of(mistake: Mistake, verdict: Verdict) -> bool:
    if mistake.stop:
        return verdict.cause is mistake.stop
    if not mistake.name:
        return verdict.check == mistake.check
    return mistake.name in (verdict.trap, *verdict.misconceptions)
