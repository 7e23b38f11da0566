"""The foot of a report: how the grade came about, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader import promises
from grader.i18n import N_
from grader.model import NEVER, Grade
from grader.reports.escape import for_terminal
from grader.reports.page import Page


def foot(grade: Grade, page: Page, *, brief: bool = False) -> tuple[str, ...]:
    """Describe in one line how the grade came about, and how to repeat it; in more lines what should confine code and didn't.

    A page that is verbose tells all versions, and all that was in force. A `brief` one leaves the course out, so that the
    line fits a terminal.
    """
    say = page.speech.say
    tensorflow, keras = (for_terminal(grade.versions.get(name, "?"), 40) for name in ("tensorflow", "keras"))
    facts = [f"{grade.seconds:.1f} s", f"TensorFlow {tensorflow}, Keras {keras}"]
    if grade.exercise.course and not brief:
        facts.append(for_terminal(grade.exercise.course))
    if grade.seed is not None:
        facts.append(say(N_("repeat with --seed {seed}"), seed=grade.seed))
    gaps = [gap for gap in grade.isolation.missing if gap not in NEVER]
    lines = [" · ".join(facts)]
    if gaps:
        lines.append(say(N_("Not in force while it ran: {gaps}."), gaps=promises.named(gaps, page.speech)))
    return (*lines, *(_in_force(grade, page) if page.verbose else ()))


def _in_force(grade: Grade, page: Page) -> Iterator[str]:
    """Yield all versions, what confined the code, and what nothing can."""
    known = (f"{for_terminal(name, 40)} {for_terminal(version, 40)}" for name, version in grade.versions.items())
    yield ", ".join(known)
    held, never = grade.isolation.in_force, [gap for gap in grade.isolation.missing if gap in NEVER]
    yield page.speech.say(N_("In force while it ran: {promises}."), promises=promises.named(held, page.speech))
    if never:
        yield page.speech.say(N_("Not covered: {gaps}."), gaps=promises.named(never, page.speech))


def shared_foot(grades: Sequence[Grade], page: Page, *, brief: bool = False) -> tuple[str, ...] | None:
    """Return one foot for grades that came about in the same way, with their seconds added up; None for others."""
    same = {(grade.seed, tuple(grade.versions.items()), grade.isolation) for grade in grades}
    if len(same) != 1:
        return None
    return foot(replace(grades[0], seconds=sum(grade.seconds for grade in grades)), page, brief=brief)
