"""Everything that can stop a command, each with its exit code and one sentence that says what to do.

GraderError
├── UsageError          2  the command line or the configuration is wrong
│   └── ExerciseError   2  the folder of an exercise or a course is faulty (an author's mistake)
├── ExplainedError      5  the grading of one submission stopped, for a reason that a gradebook keeps
│   ├── SubmissionError 3  the submission can't be graded
│   └── InternalError   5  a fault of the grader itself
├── MachineError        4  this machine can't run student code
└── RosterError         6  a gradebook to fill in has none of the students

What student code does is never one of these: it is an Observation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.reasons import SENTENCES, Explanation, Reason


class GraderError(Exception):
    """Stops a command; carries a sentence with its facts apart, so that it can be said in any language.

    A fact that is a tuple holds phrases of ours, which are translated as the sentence is.
    """

    exit_code = 5

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`, with its facts filled in."""
        facts = {
            name: ", ".join(map(translate, fact)) if isinstance(fact, tuple) else fact
            for name, fact in self.facts.items()
        }
        return translate(self.sentence).format(**facts)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.said(str)


class UsageError(GraderError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class ExerciseError(UsageError):
    """The folder of an exercise, or of a course, is faulty; every fault found is told on a line of its own."""

    def __init__(self, sentence: str, faults: Iterable[object] = (), **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.faults = tuple(faults)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentence, and the faults below it, which are in English."""
        return "\n".join([super().said(translate), *(f"  {fault}" for fault in self.faults)])


class ExplainedError(GraderError):
    """Stops the grading of one submission, for a reason that a gradebook can keep."""

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(SENTENCES[reason], **facts)
        self.explanation = Explanation(reason, {name: str(value) for name, value in facts.items()})


class SubmissionError(ExplainedError):
    """A submission can't be graded."""

    exit_code = 3


class MachineError(GraderError):
    """This machine can't run student code."""

    exit_code = 4


class InternalError(ExplainedError):
    """The grader itself is at fault, never the student."""

    exit_code = 5


class RosterError(GraderError):
    """A gradebook to fill in has none of the students who were graded."""

    exit_code = 6
