"""Answers as plain data that can be kept in a file, and back: frames as the wire carries them, which only its decoder reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.model import CheckName, MisconceptionName, Observation, Question
from grader.sandbox.protocol.decoder import observation_in
from grader.sandbox.protocol.frames import text_of


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, and what was observed: as the wire carries it, and what was printed."""

    check: CheckName
    draw: int
    instead: MisconceptionName | None
    frame: str
    printed: str

    @property
    def question(self) -> Question:
        """Return the question alone."""
        return Question(self.check, self.draw, self.instead)

    @property
    def seen(self) -> Observation:
        """Return what was observed; raises Refused for what the wire doesn't carry."""
        return replace(observation_in(self.frame), printed=self.printed)


def packed(question: Question, seen: Observation) -> Answer:
    """Return an answer as it is kept; of how its process was stopped, only the cause is."""
    return Answer(question.check, question.draw, question.instead, text_of(seen), seen.printed)
