"""Lines that one version of Keras no longer accepts, and what went wrong while a submission was loaded."""

from __future__ import annotations

import re
from dataclasses import replace

from grader.exercise import patterns
from grader.grading.lacking import causes
from grader.model import Evidence, Exercise, Outcome, Problem, Raised, Span, Submission, Trap, Trouble, Verdict

LONGEST_DEFINITION = 1000
NAME_ERROR = re.compile(r"NameError|MissingDefinition")


def name_traps(
    exercise: Exercise, submission: Submission, verdicts: tuple[Verdict, ...], student: Evidence
) -> tuple[Verdict, ...]:
    """Return each verdict with the trap that explains it, at the trap's line."""
    traps, lines = _in_force(exercise, student), submission.lines()
    return tuple(
        _trapped(exercise, submission, verdict, traps=traps, lines=lines, student=student) for verdict in verdicts
    )


def problems(exercise: Exercise, submission: Submission, student: Evidence) -> tuple[Problem, ...]:
    """Return what raised while the submission was loaded, each with its trap if it has one, and every missing module once.

    A stub that isn't filled in yet is no problem of its own: its part says so. Nor is what only follows from another one.
    """
    traps = _in_force(exercise, student)
    lines = submission.lines()
    found = [trouble for trouble in causes(student.problems) if not _is_stub(trouble)]
    # A function may import a module that isn't installed, too.
    inside = [
        seen.trouble
        for seen in student.observations.values()
        if isinstance(seen.trouble, Raised) and seen.trouble.module
    ]
    return tuple(
        Problem(
            submission.where(trouble.line) if trouble.line and trouble.line <= len(lines) else None,
            replace(trouble, lost=()),
            _trap_of_line(traps, lines, trouble),
        )
        for trouble in _once([*found, *inside])
    )


def _is_stub(trouble: Trouble) -> bool:
    return isinstance(trouble, Raised) and trouble.type == "NotImplementedError"


def _once(found: list[Trouble]) -> list[Trouble]:
    """Leave out all troubles with a module or a file but the first."""
    told: set[tuple[str | None, str | None]] = set()
    kept = []
    for trouble in found:
        absent = (trouble.module, trouble.file) if isinstance(trouble, Raised) else (None, None)
        if absent not in told:
            kept.append(trouble)
        if any(absent):
            told.add(absent)
    return kept


def _in_force(exercise: Exercise, student: Evidence) -> tuple[Trap, ...]:
    return tuple(trap for trap in exercise.questions.traps if under(trap.keras, student))


def under(keras: int | None, student: Evidence) -> bool:
    """Whetherholds for one version of Keras holds in this run."""
    return keras is None or str(keras) == keras_of(student)


def keras_of(student: Evidence) -> str:
    """Return the major version of the Keras that a run used."""
    return student.versions.get("keras", "").split(".")[0]


def _trapped(
    exercise: Exercise,
    submission: Submission,
    verdict: Verdict,
    *,
    traps: tuple[Trap, ...],
    lines: list[str],
    student: Evidence,
) -> Verdict:
    if verdict.outcome is Outcome.PASSED:
        return verdict
    if verdict.trouble is not None:
        return replace(verdict, trap=_trap_of_line(traps, lines, verdict.trouble))
    for trap in traps:
        if trap.check != verdict.check:
            continue
        span = student.definitions.get(exercise.outline.definition(trap.part)) if trap.part else None
        for number in _lines_of(span, lines) if span else ():
            if patterns.matches(trap.pattern, _line(lines, number)):
                return replace(verdict, trap=trap.name, where=submission.where(number))
    return verdict


def _trap_of_line(traps: tuple[Trap, ...], lines: list[str], trouble: Trouble) -> str | None:
    """Return which trap the line that raised is."""
    if not isinstance(trouble, Raised) or trouble.line is None or NAME_ERROR.fullmatch(trouble.type):
        return None
    return next((trap.name for trap in traps if patterns.matches(trap.pattern, _line(lines, trouble.line))), None)


def _lines_of(span: Span, lines: list[str]) -> range:
    """Return the numbers of a definition's lines: the student's process says where it ends, and may say anything."""
    return range(span.first, min(span.last, len(lines), span.first + LONGEST_DEFINITION) + 1)


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 1 <= number <= len(lines) else ""


# In lines; further down no trap is looked for.
