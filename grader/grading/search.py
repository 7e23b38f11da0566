"""Look for the known mistakes that give a student's answers, one question after another, and ask no more than that takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import NamedTuple

from grader.grading.telling import answers_alike, questions_to
from grader.model import (
    Evidence,
    Exercise,
    Misconception,
    MisconceptionName,
    Observation,
    Outcome,
    PartName,
    Question,
    Verdict,
)


class Suspect(NamedTuple):
    """A known mistake, and the questions that tell it: first the one that clears it fastest, if it isn't the student's.

    The lower its `rank` among all suspects, the sooner it is asked.
    """

    rank: int
    mistake: Misconception
    questions: tuple[Question, ...]


class Search:
    """Which of some suspects, the likeliest first, answer as the student does.

    A suspect that answers one question otherwise is cleared. Once a suspect has answered all questions about its part as the
    student did, no less likely one of this part is asked: no two of an exercise's mistakes answer everything alike, as
    `grade verify` sees to. Where a check tells nothing about the student's part, several may fit, and all that do are found.
    """

    def __init__(
        self,
        exercise: Exercise,
        suspects: Sequence[Misconception],
        verdicts: Sequence[Verdict],
        *,
        reference: Evidence,
        student: Evidence,
    ) -> None:
        self._exercise = exercise
        self._reference = reference
        self._student = student
        self._undecided = {verdict.check for verdict in verdicts if not verdict.is_decided}
        self._failed = {verdict.check for verdict in verdicts if verdict.outcome is Outcome.FAILED}
        hidden = {verdict.part for verdict in verdicts if not verdict.is_decided}
        self._settling = {one.part for one in suspects if one.sign is None} - hidden
        self._suspects = tuple(Suspect(rank, one, self._ordered(one)) for rank, one in enumerate(_in_turns(suspects)))
        self._compared: dict[Question, bool] = {}

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        """All suspects, in the order in which they are asked."""
        return self._suspects

    def seconds(self, known: Mapping[Question, Observation]) -> float:
        """Return about how long it takes to find the mistake of each part: the likeliest answers everything, others one question.

        An answer takes as long as the student's did; of several that share a run, the first takes all of it.
        """
        parts, whole = set[PartName](), 0.0
        for _, mistake, questions in self._suspects:
            seconds = [self._answer(question).seconds for question in questions if question not in known]
            if len(seconds) == len(questions) > 0:
                whole += fmean(seconds) if mistake.part in parts else sum(seconds)
            parts.add(mistake.part)
        return whole

    def next(
        self,
        known: Mapping[Question, Observation],
        *,
        unfinished: Collection[Question] = (),
        among: Sequence[Suspect] | None = None,
    ) -> Question | None:
        """Return what is to be asked next among some of the suspects; None if nothing is.

        What was asked but is `unfinished` may still clear a suspect, or not.
        """
        fitting = self._fitting(known)
        for suspect in self._suspects if among is None else among:
            if suspect.rank > fitting.get(suspect.mistake.part, suspect).rank:
                continue
            for question in suspect.questions:
                if question in known:
                    if not self._alike(suspect.mistake, question, known):
                        break
                elif question not in unfinished:
                    return question
        return None

    def found(self, known: Mapping[Question, Observation]) -> tuple[Misconception, ...]:
        """Return the mistakes that fit all that was asked, in the exercise's order."""
        first = self._fitting(known)
        kept = {
            one.mistake.name
            for one in self._suspects
            if self._fits(one, known) and first.get(one.mistake.part, one) is one
        }
        return tuple(one for one in self._exercise.questions.misconceptions if one.name in kept)

    def _ordered(self, mistake: Misconception) -> tuple[Question, ...]:
        """Return the questions to a suspect: what the student failed comes first, and of that what took the least time.

        What goes on in another process is known only when that has ended, so it comes last.
        """

        def when(question: Question) -> tuple[bool, bool, float]:
            goes_on = self._exercise.questions.check(question.check).then is not None
            return goes_on, question.check not in self._failed, self._answer(question).seconds

        return tuple(sorted(questions_to(self._exercise, mistake, but=self._undecided), key=when))

    def _answer(self, question: Question) -> Observation:
        return self._student.observations[replace(question, instead=None)]

    def _fitting(self, known: Mapping[Question, Observation]) -> Mapping[PartName, Suspect]:
        """Return the likeliest suspect that fits of each part in which one alone may: whoever comes later is asked no more.

        Whoever comes before it still is. So the same is found whatever others were asked.
        """
        whole = (one for one in self._suspects if one.mistake.sign is None and one.mistake.part in self._settling)
        return {one.mistake.part: one for one in reversed([*whole]) if self._fits(one, known)}

    def _fits(self, suspect: Suspect, known: Mapping[Question, Observation]) -> bool:
        return bool(suspect.questions) and all(
            question in known and self._alike(suspect.mistake, question, known) for question in suspect.questions
        )

    def _alike(self, mistake: Misconception, question: Question, known: Mapping[Question, Observation]) -> bool:
        if question not in self._compared:
            both = {"reference": self._reference, "student": self._student}
            self._compared[question] = answers_alike(self._exercise, mistake, question, known[question], **both)
        return self._compared[question]


def _in_turns(suspects: Sequence[Misconception]) -> list[Misconception]:
    """Return the likeliest suspect of each part, then the next of each; at last those that one value tells.

    These are named only where nothing fits as a whole.
    """
    numbers, ranks = Counter[PartName](), dict[MisconceptionName, int]()
    for one in suspects:
        ranks[one.name] = numbers[one.part]
        numbers[one.part] += 1
    return sorted(suspects, key=lambda one: (one.sign is not None, ranks[one.name]))
