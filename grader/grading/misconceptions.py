"""Name known mistakes: those whose evidence the failing parts of a submission give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from grader.exercise.tolerances import alike, tolerance_of
from grader.grading.comparison import same_evidence
from grader.grading.judge import judged, mark
from grader.grading.version_traps import keras_of, under
from grader.model import (
    CheckName,
    Evidence,
    Exercise,
    Misconception,
    Observation,
    Outcome,
    PartName,
    Question,
    Verdict,
)

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
    dark = {verdict.part for verdict in own if not (verdict.cause and verdict.cause.tells)}
    parts = {verdict.part for verdict in own}
    decided = [exercise.questions.check(verdict.check) for verdict in verdicts if verdict.is_decided]
    # What a part is compared with counts as right here, as it was when the misconceptions were asked.
    marks = {c.name: mark(judged(c, reference, student, right=c.uses)) for c in decided if c.part in parts}
    seen_before = exercise.reference.matrix.get(keras_of(student), {}) if exercise.reference else {}
    return tuple(
        suspect
        for suspect in exercise.questions.misconceptions
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
        _has_sign(
            exercise, suspect, q, student.observations[replace(q, instead=None)], reference=reference, student=student
        )
        for q in questions_to(exercise, suspect)
    )


def telling_question(exercise: Exercise, part: PartName, verdicts: tuple[Verdict, ...], student: Evidence) -> Question:
    """Return the question about a failing part whose answer took the least time: most suspects are cleared by it."""
    failed = {v.check for v in verdicts if v.part == part and v.outcome is Outcome.FAILED and v.is_decided}
    asked = [question for question in exercise.questions.all() if question.check in failed]
    return min(asked, key=lambda question: student.observations[question].seconds)


def questions_to(
    exercise: Exercise, suspect: Misconception, *, but: Collection[CheckName] = ()
) -> tuple[Question, ...]:
    """Return the questions that tell a misconception, except those of the checks `but`, with it standing in.

    They are all questions about its part, or about the check of the one value that tells it.
    """
    own = {check.name for check in exercise.questions.checks if check.part == suspect.part} - {*but}
    if suspect.sign is not None:
        own &= {suspect.sign[0]}
    return tuple(replace(q, instead=suspect.name) for q in exercise.questions.all() if q.check in own)


def questions_beyond(exercise: Exercise, suspect: Misconception) -> tuple[Question, ...]:
    """Return the questions about other parts whose answers a misconception changes, to be asked with it standing in."""
    if suspect.sign is not None:
        # Its numbers aren't the student's, so neither is what follows from them.
        return ()
    calling = (
        check for check in exercise.questions.checks if check.part != suspect.part and suspect.part in check.calls
    )
    beyond = {check.name for check in calling}
    return tuple(replace(q, instead=suspect.name) for q in exercise.questions.all() if q.check in beyond)


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
        return bool(asked) and all(
            _has_sign(exercise, suspect, q, known[q], reference=reference, student=student) for q in asked
        )
    return bool(asked) and all(
        same_evidence(exercise.questions.check(q.check), q, known[q], reference=reference, student=student)
        for q in asked
    )


def _has_sign(
    exercise: Exercise,
    suspect: Misconception,
    question: Question,
    mistaken: Observation,
    *,
    reference: Evidence,
    student: Evidence,
) -> bool:
    """Whether a student's answer has the value that tells a misconception, and that right code doesn't give."""
    plain, value = replace(question, instead=None), suspect.sign[1] if suspect.sign else ""
    right, seen = (one.observations[plain].values.get(value) for one in (reference, student))
    same = partial(alike, tolerance=tolerance_of(exercise.questions.check(question.check).expect))
    return seen is not None and same(mistaken.values.get(value), seen) and not same(right, seen)


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
