"""The pipeline of one submission; read this first.

exercise ──► evidence of the reference ─┐
                                        ├─► judge ─► carry_forward ─► misconceptions ─► score ─► Grade
submission ─► evidence of the student ──┘                 ▲                ▲
                                             runs with right parts   misconceptions' evidence
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from grader import sandbox
from grader.grading import carry_forward, misconceptions, telling, version_traps
from grader.grading.answers import Answers
from grader.grading.expected import Expected
from grader.grading.instead import noticed
from grader.grading.judge import judge
from grader.grading.likeness import most_alike_first
from grader.grading.remembered import Remembered, digest, is_stopped
from grader.grading.reuse import Asking, of_one_student, of_several_students, recalled
from grader.grading.score import score
from grader.grading.search import Search
from grader.model import (
    CheckName,
    Evidence,
    Exercise,
    Grade,
    Outcome,
    PartName,
    Question,
    StandIns,
    Submission,
    Verdict,
)
from grader.submission import fingerprint

if TYPE_CHECKING:
    from typing_extensions import Self


Judged = Callable[[Grade], None]
# More processes would take memory, and hardly anybody waits that long.
AT_A_TIME = min(4, os.cpu_count() or 1)


class Grader:
    """Grades submissions; holds the processes that run code, and the reference's evidence. Several threads may use one.

    The reference is run once for an exercise and a seed, at the same time as the first submission. Misconceptions are asked in
    so many processes `at_a_time`. Among `several_students`, no code of one has a hand in what another is answered.
    """

    def __init__(
        self, launcher: sandbox.Launcher, at_a_time: int = AT_A_TIME, *, several_students: bool = False
    ) -> None:
        self._launcher = launcher
        self._several_students = several_students
        self._answers = Answers()
        self.expected = Expected(launcher, at_a_time)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every process that was started."""
        self._launcher.close()
        self.expected.close()

    def alive(self) -> bool:
        """Whether it can still grade."""
        return self._launcher.alive()

    def grade(
        self,
        exercise: Exercise,
        submission: Submission,
        *,
        seed: int,
        listener: sandbox.Listener,
        judged: Judged | None = None,
    ) -> Grade:
        """Grade one submission; raises MachineError or InternalError, but nothing for what student code does.

        `judged` hears of the parts that are answered while others are still asked; then the grade as it is before anything is
        carried forward and before a mistake is named, which takes longest.
        """
        started = time.monotonic()
        expected = self.expected.prepare(exercise, seed)
        partly = self._judging(exercise, submission, judged) if judged else None
        student = self._observed(Asking(exercise, submission, seed, listener=listener, partly=partly))
        grade = self.conclude(exercise, submission, reference=expected.result(), student=student, judged=judged)
        # All that its student waited for, the reference included.
        return dataclasses.replace(grade, seconds=time.monotonic() - started)

    def observe(self, exercise: Exercise, submission: Submission, *, seed: int, listener: sandbox.Listener) -> Evidence:
        """Run a submission in confined processes and return its evidence; what is known of its definitions isn't asked."""
        return self._observed(Asking(exercise, submission, seed, listener=listener))

    def _judging(self, exercise: Exercise, submission: Submission, judged: Judged) -> sandbox.Partly:
        """Return what judges the parts that are answered, each time that there is one more."""
        told = set[tuple[PartName, ...]]([()])

        def partly(student: Evidence) -> None:
            reference = self.expected.done(exercise, student.seed)
            parts = exercise.questions.answered(student.observations)
            if reference is None or parts in told:
                return
            told.add(parts)
            these = exercise.only(*parts)
            verdicts = judge(these, submission, reference=reference, student=student)
            judged(_added_up(these, submission, verdicts, reference=reference, student=student))

        return partly

    def _observed(self, asking: Asking) -> Evidence:
        reference = self.expected.done(asking.exercise, asking.seed)
        if (found := recalled(asking, self._answers, reference)) is not None:
            return found
        if self._several_students:
            # Their submissions are many: waiting for the reference costs the first ones a little.
            reference = reference or self.expected.prepare(asking.exercise, asking.seed).result()
            return of_several_students(self._launcher, asking, self._answers, reference)
        return of_one_student(self._launcher, asking, self._answers, reference)

    def observe_again(
        self,
        exercise: Exercise,
        submission: Submission,
        asked: Sequence[Question],
        *,
        lent: StandIns,
        student: Evidence,
    ) -> Evidence:
        """Run a submission once more, with definitions of the reference `lent` to it, in the time that it has left."""
        evidence = self._observed(Asking(exercise, submission, student.seed, asked, lent=lent, before=student))
        reference = self.expected.done(exercise, student.seed)
        if reference is not None and not self._several_students:
            self._answers.keep(exercise, reference, evidence, lent.names)
        return evidence

    def remembered(self, exercise: Exercise, grade: Grade, *, seed: int) -> Remembered | None:
        """Return what the next grader of the same file can go on from; None if something of the reference was stopped.

        Where something of the submission was, all of it is asked again: what is remembered would take none of its time.
        """
        reference = self.expected.done(exercise, seed)
        if reference is None or any(map(is_stopped, reference.observations.values())):
            return None
        passed = grade.total.score == grade.total.max_score
        known = self.expected.ask(exercise, seed, ())
        answers = {} if grade.was_stopped else self._answers.latest()
        return Remembered(digest(exercise), passed, reference, known, answers)

    def recall(self, exercise: Exercise, remembered: Remembered) -> None:
        """Go on from what another grader has asked about the same file, on the seed of that."""
        # A kit has evidence of its own.
        if exercise.reference:
            self.expected.unseal(exercise, remembered.reference, remembered.known)
        self._answers.take(remembered.answers)

    def grade_twins(
        self, exercise: Exercise, submissions: Sequence[Submission], *, seed: int, listener: sandbox.Listener
    ) -> tuple[Grade, ...]:
        """Grade submissions of one fingerprint (see submission/fingerprint.py): run the first, and tell of each in its own lines."""
        first, *others = submissions
        expected = self.expected.prepare(exercise, seed)
        student = self.observe(exercise, first, seed=seed, listener=listener)
        conclude = partial(self.conclude, exercise, reference=expected.result())
        graded = conclude(first, student=student)
        if graded.tells_no_line:
            return (graded, *(dataclasses.replace(graded, submission=other) for other in others))
        if not fingerprint.same_for_both(student):
            alone = (self.grade(exercise, other, seed=seed, listener=listener) for other in others)
            return (graded, *alone)
        run = fingerprint.fingerprint(first)
        told = (fingerprint.told_of(student, run, fingerprint.fingerprint(other)) for other in others)
        return (graded, *(conclude(other, student=evidence) for other, evidence in zip(others, told, strict=True)))

    def conclude(
        self,
        exercise: Exercise,
        submission: Submission,
        *,
        reference: Evidence,
        student: Evidence,
        judged: Judged | None = None,
    ) -> Grade:
        """Judge, carry forward, name what is known, and add up; the time is that of the run and of all this."""
        started = time.monotonic() - student.seconds
        if not self._several_students:
            self._answers.keep(exercise, reference, student)
        added_up = partial(_added_up, exercise, submission, reference=reference, student=student)
        verdicts = judge(exercise, submission, reference=reference, student=student)
        if judged:
            judged(added_up(verdicts))
        alone = student
        # A run that was cut short has used up what one submission may take.
        if not student.cut_short:
            verdicts, alone = self._carried(exercise, submission, verdicts, reference=reference, student=student)
        verdicts = self._named(exercise, submission, verdicts, reference=reference, student=alone)
        verdicts = noticed(exercise, submission, verdicts, reference=reference, student=student)
        return dataclasses.replace(added_up(verdicts), seconds=time.monotonic() - started)

    def _carried(
        self,
        exercise: Exercise,
        submission: Submission,
        verdicts: tuple[Verdict, ...],
        *,
        reference: Evidence,
        student: Evidence,
    ) -> tuple[tuple[Verdict, ...], Evidence]:
        """Judge failing parts again with what they use put right; return the verdicts, and the evidence of each part alone."""
        for part in exercise.questions.in_order_of_use():
            blamed = carry_forward.at_fault(exercise, part, verdicts)
            if not blamed:
                continue
            # With a kit there is no solution to lend from; what was asked live has no source that could be run again.
            waiting = carry_forward.waiting_checks(exercise, verdicts)
            left = {*student.live, *waiting}
            asked = carry_forward.questions(exercise, part, blamed, but=left) if exercise.reference else ()
            answered: tuple[Question, ...] = ()
            # What one submission may take is for all its runs together: once that is used up, verdicts stay as they are.
            if asked and not student.cut_short:
                lent = carry_forward.stand_ins(exercise, carry_forward.called(exercise, part, blamed))
                again = self.observe_again(exercise, submission, asked, lent=lent, student=student)
                answered = carry_forward.answered(asked, again)
                student = carry_forward.joined(student, again, answered)
            settle = partial(carry_forward.carried, exercise, submission, reference=reference, student=student)
            known = carry_forward.known(exercise, part, blamed, answered) - waiting
            verdicts = tuple(settle(v, blamed) if v.check in known else v for v in verdicts)
            by_values = partial(self._by_values, exercise, submission, part, blamed)
            verdicts = by_values(verdicts, but=known | waiting, reference=reference, student=student)
            tried = known | waiting | {question.check for question in asked}
            verdicts = carry_forward.untried(exercise, part, blamed, but=tried, verdicts=verdicts)
        return verdicts, student

    def _by_values(
        self,
        exercise: Exercise,
        submission: Submission,
        part: PartName,
        blamed: tuple[PartName, ...],
        verdicts: tuple[Verdict, ...],
        *,
        but: Collection[CheckName],
        reference: Evidence,
        student: Evidence,
    ) -> tuple[Verdict, ...]:
        """Carry forward by values the checks of `part` that, unlike `but`, could not be asked again."""
        concerned = {q.check for q in carry_forward.questions(exercise, part, blamed, but=but)}
        left = [v for v in verdicts if v.check in concerned and v.outcome is Outcome.FAILED]
        if not left:
            return verdicts
        named = self._named(exercise, submission, verdicts, reference=reference, student=student)
        names = {name for verdict in named if verdict.part in blamed for name in verdict.misconceptions}
        mistakes = [mistake for mistake in exercise.questions.misconceptions if mistake.name in names]
        asked = [q for mistake in mistakes for q in telling.questions_beyond(exercise, mistake)]
        known = self.expected.ask(exercise, student.seed, [q for q in asked if q.check in concerned])
        settle = partial(carry_forward.by_values, exercise, known=known, reference=reference, student=student)
        return tuple(settle(v, blamed, mistakes=mistakes) if v in left else v for v in verdicts)

    def _named(
        self,
        exercise: Exercise,
        submission: Submission,
        verdicts: tuple[Verdict, ...],
        *,
        reference: Evidence,
        student: Evidence,
    ) -> tuple[Verdict, ...]:
        """Name the misconceptions that give the student's evidence."""
        found = misconceptions.suspects(exercise, verdicts, reference=reference, student=student)
        likely = most_alike_first(exercise, found, submission, student)
        search = Search(exercise, likely, verdicts, reference=reference, student=student)
        return misconceptions.named(verdicts, search.found(self.expected.look_for(exercise, student.seed, search)))


def _added_up(
    exercise: Exercise, submission: Submission, verdicts: tuple[Verdict, ...], *, reference: Evidence, student: Evidence
) -> Grade:
    return score(
        exercise,
        submission,
        verdicts=version_traps.name_traps(exercise, submission, verdicts, student),
        problems=version_traps.problems(exercise, submission, student),
        reference=reference,
        student=student,
    )
