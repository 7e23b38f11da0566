"""Name known mistakes: those whose evidence the failing parts of a submission give."""

from __future__ import annotations

from dataclasses import replace

from grader.grading.judge import judged, mark
from grader.grading.telling import has_sign, questions_to
from grader.grading.version_traps import keras_of, under
from grader.model import Evidence, Exercise, Misconception, Outcome, Verdict


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
        has_sign(
            exercise, suspect, q, student.observations[replace(q, instead=None)], reference=reference, student=student
        )
        for q in questions_to(exercise, suspect)
    )


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
