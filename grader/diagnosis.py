"""Name what is known: mistakes that give the same evidence, and lines that one Keras accepted and another doesn't."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from grader import patterns
from grader.compare import alike
from grader.judge import compared, judged, mark
from grader.lacking import causes
from grader.model import (
    Cause,
    Check,
    CheckName,
    Evidence,
    Exercise,
    Misconception,
    Observation,
    Outcome,
    PartName,
    Problem,
    Question,
    Raised,
    Span,
    Submission,
    Trap,
    Trouble,
    Verdict,
)

NAME_ERROR = re.compile(r"NameError|MissingDefinition")
TELLING = (Cause.WRONG_VALUE, Cause.RAISED)
OPENING = 60
# In lines; further down no trap is looked for.
LONGEST_DEFINITION = 1000
VARYING = re.compile(r"/\S+|0x\w+|_?\d+")


# Misconceptions -----------------------------------------------------------------------------------


def suspects(
    exercise: Exercise, verdicts: tuple[Verdict, ...], *, reference: Evidence, student: Evidence
) -> tuple[Misconception, ...]:
    """Return the misconceptions to be asked: of parts that fail by themselves, those that fail the same checks alike.

    A check that waits for another part, or fails because of one, is left out. Of a part that was stopped, not all is
    known: only those that are told by one value are asked.
    """
    own = [verdict for verdict in verdicts if verdict.is_own]
    failed = {verdict.check for verdict in own}
    dark = {verdict.part for verdict in own if verdict.cause not in TELLING}
    parts = {verdict.part for verdict in own}
    decided = [exercise.check(verdict.check) for verdict in verdicts if verdict.is_decided]
    # What a part is compared with counts as right here, as it was when the misconceptions were asked.
    marks = {c.name: mark(judged(c, reference, student, right=c.uses)) for c in decided if c.part in parts}
    seen_before = exercise.matrix.get(keras_of(student), {})
    return tuple(
        suspect
        for suspect in exercise.misconceptions
        if suspect.part in parts
        and under(suspect.keras, student)
        and (
            suspect.sign[0] in failed and _is_signed(exercise, suspect, reference=reference, student=student)
            if suspect.sign is not None
            else suspect.part not in dark
            and all(marks.get(name, seen[0]) in seen for name, seen in seen_before.get(suspect.name, {}).items())
        )
    )


def _is_signed(exercise: Exercise, suspect: Misconception, *, reference: Evidence, student: Evidence) -> bool:
    """Whether the value that tells a misconception is there on every draw, and none that right code gives."""
    return all(
        _has_sign(suspect, q, student.observations[replace(q, instead=None)], reference=reference, student=student)
        for q in questions_to(exercise, suspect)
    )


def telling_question(exercise: Exercise, part: PartName, verdicts: tuple[Verdict, ...], student: Evidence) -> Question:
    """Return the question about a failing part whose answer took the least time: most suspects are cleared by it."""
    failed = {v.check for v in verdicts if v.part == part and v.outcome is Outcome.FAILED and v.is_decided}
    asked = [question for question in exercise.questions() if question.check in failed]
    return min(asked, key=lambda question: student.observations[question].seconds)


def questions_to(
    exercise: Exercise, suspect: Misconception, *, but: Collection[CheckName] = ()
) -> tuple[Question, ...]:
    """Return the questions that tell a misconception, except those of the checks `but`, with it standing in.

    They are all questions about its part, or about the check of the one value that tells it.
    """
    own = {check.name for check in exercise.checks if check.part == suspect.part} - {*but}
    if suspect.sign is not None:
        own &= {suspect.sign[0]}
    return tuple(replace(q, instead=suspect.name) for q in exercise.questions() if q.check in own)


def questions_beyond(exercise: Exercise, suspect: Misconception) -> tuple[Question, ...]:
    """Return the questions about other parts whose answers a misconception changes, to be asked with it standing in."""
    if suspect.sign is not None:
        # Its numbers aren't the student's, so neither is what follows from them.
        return ()
    calling = (check for check in exercise.checks if check.part != suspect.part and suspect.part in check.calls)
    beyond = {check.name for check in calling}
    return tuple(replace(q, instead=suspect.name) for q in exercise.questions() if q.check in beyond)


def fits(
    exercise: Exercise,
    suspect: Misconception,
    *,
    known: Mapping[Question, Observation],
    reference: Evidence,
    student: Evidence,
    but: Collection[CheckName] = (),
) -> bool:
    """Return whether all that is known of a misconception, if anything is, equals what the student's part gives.

    The checks `but` tell nothing about the student's part.
    """
    asked = [question for question in questions_to(exercise, suspect, but=but) if question in known]
    if suspect.sign is not None:
        return bool(asked) and all(_has_sign(suspect, q, known[q], reference=reference, student=student) for q in asked)
    return bool(asked) and all(
        same_evidence(exercise.check(q.check), q, known[q], reference=reference, student=student) for q in asked
    )


def _has_sign(
    suspect: Misconception, question: Question, mistaken: Observation, *, reference: Evidence, student: Evidence
) -> bool:
    """Whether a student's answer has the value that tells a misconception, and that right code doesn't give."""
    plain, value = replace(question, instead=None), suspect.sign[1] if suspect.sign else ""
    right, seen = (one.observations[plain].values.get(value) for one in (reference, student))
    return seen is not None and alike(mistaken.values.get(value), seen) and not alike(right, seen)


def same_evidence(
    check: Check, question: Question, mistaken: Observation, *, reference: Evidence, student: Evidence
) -> bool:
    """Whether a student's answer is that of a mistake, both of them beside the reference's values of other checks."""
    plain = replace(question, instead=None)
    expected, seen = reference.observations[plain], student.observations[plain]
    return _alike(check, *(compared(check, question.draw, one, by=reference) for one in (expected, seen, mistaken)))


def _alike(check: Check, expected: Observation, seen: Observation, mistaken: Observation) -> bool:
    """Whether two observations are one and the same, for values, for errors, and for the check's expectation."""
    if seen.cause is not mistaken.cause:
        return False
    if seen.cause is not None:
        return _opening(seen) == _opening(mistaken)
    names = {**seen.values, **mistaken.values}
    if not all(alike(mistaken.values.get(name), seen.values.get(name)) for name in names):
        return False
    # An expectation may look at more than the values: at what was printed.
    ours, theirs = check.expect(expected, seen), check.expect(expected, mistaken)
    if ours is None or theirs is None:
        return ours is theirs
    return ours.what in names or ours.actual == theirs.actual


def _opening(seen: Observation) -> tuple[str, str] | None:
    """Return an exception's type and how its message begins, without the paths, addresses and numbers in it."""
    if not isinstance(seen.trouble, Raised):
        return None
    return seen.trouble.type, VARYING.sub("", seen.trouble.message)[:OPENING]


def named(verdicts: tuple[Verdict, ...], found: tuple[Misconception, ...]) -> tuple[Verdict, ...]:
    """Write the misconceptions that fit on the failing verdicts of their parts: those by one sign where no other does."""
    whole = {item.part for item in found if item.sign is None}
    kept = [item for item in found if item.sign is None or item.part not in whole]
    return tuple(
        replace(verdict, misconceptions=tuple(item.name for item in kept if item.part == verdict.part))
        if verdict.outcome is Outcome.FAILED and verdict.because_of is None
        else verdict
        for verdict in verdicts
    )


# Traps --------------------------------------------------------------------------------------------


def name_traps(
    exercise: Exercise, submission: Submission, verdicts: tuple[Verdict, ...], student: Evidence
) -> tuple[Verdict, ...]:
    """Give each verdict the trap that explains it, and move it to the trap's line."""
    traps, lines = _in_force(exercise, student), submission.lines()
    return tuple(
        _trapped(exercise, submission, verdict, traps=traps, lines=lines, student=student) for verdict in verdicts
    )


def problems(exercise: Exercise, submission: Submission, student: Evidence) -> tuple[Problem, ...]:
    """Give what raised while the submission was loaded, each with its trap if it has one, and every missing module once.

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
    return tuple(trap for trap in exercise.traps if under(trap.keras, student))


def under(keras: int | None, student: Evidence) -> bool:
    """Tell whether what holds for one version of Keras holds in this run."""
    return keras is None or str(keras) == keras_of(student)


def keras_of(student: Evidence) -> str:
    """Give the major version of the Keras that a run used."""
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
        span = student.definitions.get(exercise.definition(trap.part)) if trap.part else None
        for number in _lines_of(span, lines) if span else ():
            if patterns.matches(trap.pattern, _line(lines, number)):
                return replace(verdict, trap=trap.name, where=submission.where(number))
    return verdict


def _trap_of_line(traps: tuple[Trap, ...], lines: list[str], trouble: Trouble) -> str | None:
    """Tell which trap the line that raised is."""
    if not isinstance(trouble, Raised) or trouble.line is None or NAME_ERROR.fullmatch(trouble.type):
        return None
    return next((trap.name for trap in traps if patterns.matches(trap.pattern, _line(lines, trouble.line))), None)


def _lines_of(span: Span, lines: list[str]) -> range:
    """Return the numbers of a definition's lines: the student's process says where it ends, and may say anything."""
    return range(span.first, min(span.last, len(lines), span.first + LONGEST_DEFINITION) + 1)


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 1 <= number <= len(lines) else ""
