"""Which answers of misconceptions a change of an exercise's files leaves as they are, so that nobody asks for them again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from grader.exercise.defaults import Written, marked
from grader.exercise.files import CHECKS, MISCONCEPTIONS, SOLUTION, Files
from grader.exercise.helpers import helpers_of
from grader.exercise.shipped import shipped
from grader.exercise.syntax import first_line
from grader.model import Exercise, Observation, Question


@dataclass(slots=True)
class Memory:
    """Answers, by a digest of all that they depend on."""

    answers: dict[tuple[str, int, int], Observation] = field(default_factory=dict)

    def keep(self, exercise: Exercise, seed: int, known: Mapping[Question, Observation]) -> None:
        """Keep what was answered with a seed, and forget the answers to questions that there are no more."""
        digests = _Digests(exercise)
        self.answers = {(digests(q), q.draw, seed): seen for q, seen in known.items() if q.instead}

    def known(self, exercise: Exercise, seed: int, questions: tuple[Question, ...]) -> dict[Question, Observation]:
        """Return the answers to these questions that still hold."""
        digests = _Digests(exercise)
        found = {question: self.answers.get((digests(question), question.draw, seed)) for question in questions}
        return {question: seen for question, seen in found.items() if seen is not None}


class _Digests:
    def __init__(self, exercise: Exercise) -> None:
        files = exercise.own_reference.files
        self._exercise = exercise
        self._checks, rest = _apart(files[CHECKS], "check")
        self._mistakes, others = _apart(files[MISCONCEPTIONS], "misconception")
        self._around = [rest, others, files[SOLUTION], *_beside(files)]

    def __call__(self, question: Question) -> str:
        """Return a digest of the check and the misconception of a question, and of all that is no other of these."""
        own = [self._checks.get(question.check, ""), self._mistakes.get(str(question.instead), "")]
        place = self._exercise.place_of(question.instead) or ()
        total = hashlib.sha256()
        for text in (*self._around, *own, *place):
            total.update(len(text).to_bytes(8, "big") + text.encode())
        return total.hexdigest()


def _beside(files: Files) -> Iterator[str]:
    for texts in (helpers_of(files), shipped(files)):
        for name in sorted(texts):
            yield from (name, texts[name])


def _apart(source: str, mark: str) -> tuple[dict[str, str], str]:
    """Return the text of each definition that a decorator marks, and the text without them."""
    lines = source.splitlines()
    found = {one.name: _lines_of(one) for one in marked(source, mark)}
    texts = {name: "\n".join(lines[number] for number in numbers) for name, numbers in found.items()}
    taken = {number for numbers in found.values() for number in numbers}
    # Without empty lines: those of a definition that has grown are no change of another.
    return texts, "\n".join(line for number, line in enumerate(lines) if number not in taken and line.strip())


def _lines_of(one: Written) -> range:
    node = one.node
    return range(first_line(node) - 1, node.end_lineno or node.lineno)
