"""What changed a score between two runs, and why: the student's code, the exercise, the seed, or what is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.classroom.gradebook.results import Row, rows
from grader.classroom.store import Entry, Run
from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Outcome, Outline

if TYPE_CHECKING:
    from grader.classroom.store import Store

# Facts that differ from run to run whatever the code does.
TIMES = ("seconds",)


@dataclass(frozen=True, slots=True)
class Change:
    """One student's rows in two runs, either of which may be missing, with the reasons and the checks that differ."""

    before: Row | None
    after: Row | None
    reasons: tuple[str, ...]
    checks: tuple[tuple[str, str, str], ...]

    @property
    def name(self) -> str:
        """Name the student."""
        row = self.after or self.before
        return row.entry.name if row else ""


def between(store: Store, before: Run, after: Run, voice: Speech) -> Iterator[Change]:
    """Yield everybody whose points, status or checks differ."""
    old, new = ({row.entry.student: row for row in rows(store, run, voice)} for run in (before, after))
    exercise = store.exercise(after)
    for student in [*old, *(student for student in new if student not in old)]:
        a, b = old.get(student), new.get(student)
        checks = tuple(_checks(store, exercise, a, b, voice))
        if a is None or b is None or (a.status, a.total) != (b.status, b.total) or checks:
            yield Change(
                a, b, tuple(reasons(before, after, a.entry if a else None, b.entry if b else None, voice)), checks
            )


def reasons(before: Run, after: Run, old: Entry | None, new: Entry | None, voice: Speech) -> Iterator[str]:
    """Describe what differs between two runs for one student, apart from the grade."""
    if old is None or new is None:
        yield voice.say(N_("submitted since") if old is None else N_("no longer submitted"))
        return
    if old.digest != new.digest:
        yield voice.say(N_("different code submitted"))
    names = {
        "exercise_digest": N_("the exercise was changed"),
        "seed": N_("different seed"),
        "timeout_s": N_("different time limit"),
        "isolation": N_("different confinement"),
    }
    yield from (
        voice.say(words) for name, words in names.items() if getattr(before.terms, name) != getattr(after.terms, name)
    )
    was, now = before.terms.versions, after.terms.versions
    for package in sorted(was.keys() | now.keys()):
        if was.get(package) != now.get(package):
            yield f"{package} {was.get(package, '-')} → {now.get(package, '-')}"
    if after.fresh and old.attempt != new.attempt:
        yield voice.say(N_("graded again"))


def _checks(
    store: Store, exercise: Outline, old: Row | None, new: Row | None, voice: Speech
) -> Iterator[tuple[str, str, str]]:
    if not (old and new and old.entry.attempt and new.entry.attempt) or old.entry.attempt == new.entry.attempt:
        return
    was, now = store.outcomes(old.entry.attempt), store.outcomes(new.entry.attempt)
    wording = Wording(voice, exercise)
    for check in [*now, *(check for check in was if check not in now)]:
        a, b = was.get(check), now.get(check)
        if (a and a[0]) != (b and b[0]):
            title = wording.check(check) if check in wording.exercise.checks else check
            yield title, outcome(a and a[0], voice), outcome(b and b[0], voice)


def outcome(kind: Outcome | None, voice: Speech) -> str:
    """Return the word for an outcome."""
    words = {
        Outcome.PASSED: N_("passed"),
        Outcome.FAILED: N_("failed"),
        Outcome.NOT_REACHED: N_("not reached"),
        Outcome.BROKEN: N_("broken"),
    }
    return voice.say(words[kind]) if kind else "-"


def differing(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Name every place in which two gradings differ, but for the times they took."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in before.keys() | after.keys():
            if name not in TIMES:
                yield from differing(before.get(name), after.get(name), f"{path}.{name}" if path else str(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (a, b) in enumerate(zip(before, after, strict=True)):
            yield from differing(a, b, f"{path}[{number}]")
    elif before != after:
        yield f"{path}: {before!r} → {after!r}"
