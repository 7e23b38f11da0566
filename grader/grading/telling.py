"""What tells a known mistake: the questions to it, and whether it answers them as a student's part does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from grader.exercise.tolerances import alike, tolerance_of
from grader.grading.comparison import same_evidence
from grader.model import CheckName, Evidence, Exercise, Misconception, Observation, Question


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
) -> bool:
    """Return whether all that is known of a misconception, if anything is, equals what the student's part gives."""
    asked = [question for question in questions_to(exercise, suspect) if question in known]
    alike = partial(answers_alike, exercise, suspect, reference=reference, student=student)
    return bool(asked) and all(alike(question, known[question]) for question in asked)


def answers_alike(
    exercise: Exercise,
    suspect: Misconception,
    question: Question,
    mistaken: Observation,
    *,
    reference: Evidence,
    student: Evidence,
) -> bool:
    """Return whether a misconception answers a question as the student's part does; in the value that tells it, if one does."""
    if suspect.sign is not None:
        return has_sign(exercise, suspect, question, mistaken, reference=reference, student=student)
    check = exercise.questions.check(question.check)
    return same_evidence(check, question, mistaken, reference=reference, student=student)


def has_sign(
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
