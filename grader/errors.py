"""Everything that can stop a command, each with its exit code and one sentence that says what to do.

GraderError
├── UsageError        2  the command line or the configuration is wrong
│   └── ExerciseError 2  an exercise's own folder is faulty (an author's mistake)
├── SubmissionError   3  what was handed in can't be graded
├── MachineError      4  this machine can't run student code
├── InternalError     5  a fault of the grader itself
└── RosterError       6  a gradebook to fill in has none of the students

What student code does is never one of these: it is an Observation.
"""

from __future__ import annotations

from collections.abc import Callable


class GraderError(Exception):
    """Stops a command; carries a sentence with its facts apart, so that it can be said in any language."""

    exit_code = 5

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def said(self, translate: Callable[[str], str]) -> str:
        """Give the sentence in the language of `translate`, with its facts filled in."""
        return translate(self.sentence).format(**self.facts)

    def __str__(self) -> str:
        """Give the sentence in English."""
        return self.sentence.format(**self.facts)


class UsageError(GraderError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class ExerciseError(UsageError):
    """An exercise's folder is faulty; the sentence lists every fault found."""


class SubmissionError(GraderError):
    """What was handed in can't be graded."""

    exit_code = 3


class MachineError(GraderError):
    """This machine can't run student code."""

    exit_code = 4


class InternalError(GraderError):
    """The grader itself is at fault, never the student."""

    exit_code = 5


class RosterError(GraderError):
    """A gradebook to fill in has none of the students who were graded."""

    exit_code = 6
