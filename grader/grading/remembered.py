"""What one grading of a file leaves to the next: the seed, and what was answered with it.

For a student who grades the same file again and again: the reference isn't run anew, and of the submission only what has
changed is asked. Answers are kept and no verdicts, so each grading judges all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader import plain
from grader.exercise.files import CHECKS, SETTINGS, digest_of
from grader.grading.packed import Answer, packed
from grader.model import Evidence, Exercise, Observation, Question, Sketch
from grader.sandbox.protocol.decoder import observation_in
from grader.sandbox.protocol.frames import Refused, text_of

CONVERTER = plain.converter()


@dataclass(frozen=True, slots=True)
class Remembered:
    """All that was answered with the seed of `reference`; `exercise` is its digest, `passed` whether full marks were reached.

    `known` are the answers of misconceptions, `answers` those of submissions, by the names that `Answers` gives them.
    """

    exercise: str
    passed: bool
    reference: Evidence
    known: Mapping[Question, Observation]
    answers: Mapping[str, Observation]

    @property
    def seed(self) -> int:
        """Return the seed of the test data."""
        return self.reference.seed

    def is_about(self, exercise: Exercise) -> bool:
        """Whether it was this exercise, and the reference answered all that is asked now."""
        return self.exercise == digest(exercise) and self.reference.observations.keys() >= {*exercise.questions.all()}


@dataclass(frozen=True, slots=True)
class _Timed:
    """An answer of the reference or a misconception, and the seconds that it took: they say how many are asked at a time."""

    answer: Answer
    seconds: float

    @property
    def seen(self) -> Observation:
        return replace(self.answer.seen, seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class _Written:
    exercise: str
    passed: bool
    seed: int
    versions: Mapping[str, str]
    sketches: tuple[Sketch, ...]
    expected: tuple[_Timed, ...]
    answers: Mapping[str, tuple[str, str]]


def digest(exercise: Exercise) -> str:
    """Return the digest of all that the answers to an exercise's questions depend on, besides the submission."""
    if exercise.reference:
        return digest_of(exercise.reference.files)
    questions = exercise.questions
    settings = {SETTINGS: f"{questions.logical_devices}"}
    return digest_of({CHECKS: questions.probes, **settings, **questions.helpers, **questions.files})


def written(remembered: Remembered) -> bytes:
    """Return it as bytes that `read` takes."""
    # What was stopped at a limit may not be the next time.
    known = {question: seen for question, seen in remembered.known.items() if not is_stopped(seen)}
    expected = {**remembered.reference.observations, **known}
    whole = _Written(
        remembered.exercise,
        remembered.passed,
        remembered.seed,
        remembered.reference.versions,
        remembered.reference.sketches,
        tuple(_Timed(packed(q, seen), seen.seconds) for q, seen in expected.items()),
        {name: (text_of(seen), seen.printed) for name, seen in remembered.answers.items()},
    )
    return json.dumps(CONVERTER.unstructure(whole)).encode()


def read(data: bytes) -> Remembered | None:
    """Return what was written; None if it is damaged."""
    try:
        found = CONVERTER.structure(json.loads(data), _Written)
        expected = {one.answer.question: one.seen for one in found.expected}
        answers = {
            name: replace(observation_in(frame), printed=printed) for name, (frame, printed) in found.answers.items()
        }
        if not isinstance(found.seed, int) or not all(isinstance(seen.printed, str) for seen in answers.values()):
            return None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, Refused):
        return None
    of_reference = {question: seen for question, seen in expected.items() if question.instead is None}
    return Remembered(
        found.exercise,
        found.passed,
        Evidence(of_reference, found.seed, versions=found.versions, sketches=found.sketches),
        {question: seen for question, seen in expected.items() if question.instead is not None},
        answers,
    )


def is_stopped(seen: Observation) -> bool:
    """Whether code was stopped at a question, or its process ended."""
    return seen.cause is not None and seen.cause.ends_process
