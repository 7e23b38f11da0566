"""Name what is known: lines that one Keras accepted and another doesn't."""

from __future__ import annotations

import re
from dataclasses import replace

from grader.model import Evidence, Exercise, Outcome, Problem, Submission, Trap, Trouble, Verdict

NAME_ERROR = re.compile(r"NameError|MissingDefinition")


def name_traps(
    exercise: Exercise, submission: Submission, verdicts: tuple[Verdict, ...], student: Evidence
) -> tuple[Verdict, ...]:
    """Give each verdict the trap that explains it, and move it to the trap's line."""
    traps = _in_force(exercise, student)
    return tuple(_trapped(exercise, submission, verdict, traps, student) for verdict in verdicts)


def problems(exercise: Exercise, submission: Submission, student: Evidence) -> tuple[Problem, ...]:
    """Give what raised while the submission was loaded, each with its trap if it has one.

    A stub that isn't filled in yet is no problem of its own: its part says so.
    """
    traps = _in_force(exercise, student)
    lines = submission.lines()
    return tuple(
        Problem(
            submission.where(trouble.line) if trouble.line and trouble.line <= len(lines) else None,
            trouble.kind,
            trouble.message,
            _trap_of_line(traps, lines, trouble),
        )
        for trouble in student.problems
        if trouble.kind != "NotImplementedError"
    )


def _in_force(exercise: Exercise, student: Evidence) -> tuple[Trap, ...]:
    major = student.versions.get("keras", "").split(".")[0]
    return tuple(trap for trap in exercise.traps if str(trap.keras) == major)


def _trapped(
    exercise: Exercise, submission: Submission, verdict: Verdict, traps: tuple[Trap, ...], student: Evidence
) -> Verdict:
    if verdict.outcome is Outcome.PASSED:
        return verdict
    lines = submission.lines()
    if verdict.trouble is not None:
        return replace(verdict, trap=_trap_of_line(traps, lines, verdict.trouble))
    for trap in traps:
        if trap.check != verdict.check:
            continue
        definition = next(part.definition for part in exercise.parts if part.name == trap.part)
        span = student.definitions.get(definition)
        for number in range(span.first, span.last + 1) if span else ():
            if re.search(trap.pattern, _line(lines, number)):
                return replace(verdict, trap=trap.name, where=submission.where(number))
    return verdict


def _trap_of_line(traps: tuple[Trap, ...], lines: list[str], trouble: Trouble) -> str | None:
    """Tell which trap the line that raised is."""
    if trouble.line is None or NAME_ERROR.fullmatch(trouble.kind):
        return None
    return next((trap.name for trap in traps if re.search(trap.pattern, _line(lines, trouble.line))), None)


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 1 <= number <= len(lines) else ""
