"""The pipeline of one submission; read this first.

exercise ──► evidence of the reference ─┐
                                        ├─► judge ─► carrying ─► diagnosis ─► score ─► Grade
submission ─► evidence of the student ──┘               ▲             ▲
                                           runs with right parts   misconceptions' evidence
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from grader import carrying, diagnosis, sandbox, twins
from grader.exercise import find_exercise, slugs
from grader.instead import noticed
from grader.judge import judge
from grader.model import (
    CheckName,
    Evidence,
    Exercise,
    Grade,
    Observation,
    Outcome,
    PartName,
    Question,
    Slug,
    Submission,
    Verdict,
)
from grader.score import score
from grader.submission import infer_exercise

if TYPE_CHECKING:
    from typing_extensions import Self

PATIENCE_S = 3600.0
PATIENCE_MB = 8192
PATIENCE_KB = 4096


class Grader:
    """Grades submissions; holds the processes that run code, and the reference's evidence. Several threads may use one.

    The reference is run once for an exercise and a seed, at the same time as the first submission.
    """

    def __init__(self, launcher: sandbox.Launcher) -> None:
        self._launcher = launcher
        self._pool = ThreadPoolExecutor(1)
        self._lock = threading.Lock()
        self._reference: dict[tuple[Slug, int], tuple[frozenset[CheckName], Future[Evidence]]] = {}
        self._known: dict[tuple[Slug, int], dict[Question, Observation]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every process that was started."""
        self._launcher.close()
        self._pool.shutdown()

    def alive(self) -> bool:
        """Tell whether it can still grade."""
        return self._launcher.alive()

    def prepare(self, exercise: Exercise, seed: int) -> Future[Evidence]:
        """Start to run the reference, unless that was done for all of these checks before and didn't fail.

        Raises MachineError if a module that it needs isn't installed.
        """
        # Before anything is kept: once the module is installed, the same grader can grade.
        sandbox.require_modules(exercise)
        key = (exercise.slug, seed)
        with self._lock:
            asked, made = self._reference.get(key, (frozenset(), None))
            failed = made is not None and made.done() and made.exception() is not None
            wanted = frozenset(check.name for check in exercise.checks)
            if made is None or failed or not wanted <= asked:
                made = self._pool.submit(sandbox.observe_reference, self._launcher, exercise, seed=seed)
                self._reference[key] = wanted, made
            return made

    def unseal(self, exercise: Exercise, reference: Evidence, known: Mapping[Question, Observation]) -> None:
        """Take evidence that was made elsewhere, for an exercise whose solution isn't here."""
        made: Future[Evidence] = Future()
        made.set_result(reference)
        self._reference[exercise.slug, reference.seed] = frozenset(check.name for check in exercise.checks), made
        self._known[exercise.slug, reference.seed] = dict(known)

    def grade(self, exercise: Exercise, submission: Submission, *, seed: int, listener: sandbox.Listener) -> Grade:
        """Grade one submission; raises MachineError or InternalError, but nothing for what student code does."""
        started = time.monotonic()
        expected = self.prepare(exercise, seed)
        student = self.observe(exercise, submission, seed=seed, listener=listener)
        grade = self.conclude(exercise, submission, reference=expected.result(), student=student)
        # All that its student waited for, the reference included.
        return dataclasses.replace(grade, seconds=time.monotonic() - started)

    def observe(self, exercise: Exercise, submission: Submission, *, seed: int, listener: sandbox.Listener) -> Evidence:
        """Run a submission in confined processes and return its evidence."""
        return sandbox.observe(self._launcher, exercise, submission, seed=seed, listener=listener)

    def grade_twins(
        self, exercise: Exercise, submissions: Sequence[Submission], *, seed: int, listener: sandbox.Listener
    ) -> tuple[Grade, ...]:
        """Grade submissions of one fingerprint (see twins.py): run the first, and tell of each in its own lines."""
        first, *others = submissions
        expected = self.prepare(exercise, seed)
        student = self.observe(exercise, first, seed=seed, listener=listener)
        conclude = partial(self.conclude, exercise, reference=expected.result())
        if not twins.same_for_both(student):
            alone = (self.grade(exercise, other, seed=seed, listener=listener) for other in others)
            return (conclude(first, student=student), *alone)
        run = twins.fingerprint(first)
        told = (twins.told_of(student, run, twins.fingerprint(other)) for other in others)
        return tuple(
            conclude(submission, student=evidence)
            for submission, evidence in zip(submissions, (student, *told), strict=True)
        )

    def conclude(self, exercise: Exercise, submission: Submission, *, reference: Evidence, student: Evidence) -> Grade:
        """Judge, carry forward, name what is known, and add up; the time is that of the run and of all this."""
        started = time.monotonic() - student.seconds
        verdicts = judge(exercise, submission, reference=reference, student=student)
        alone = student
        # A run that was cut short has used up what one submission may take.
        if not student.cut_short:
            verdicts, alone = self._carried(exercise, submission, verdicts, reference=reference, student=student)
        verdicts = self._named(exercise, verdicts, reference=reference, student=alone)
        verdicts = noticed(exercise, submission, verdicts, reference=reference, student=student)
        grade = score(
            exercise,
            submission,
            verdicts=diagnosis.name_traps(exercise, submission, verdicts, student),
            problems=diagnosis.problems(exercise, submission, student),
            reference=reference,
            student=student,
        )
        return dataclasses.replace(grade, seconds=time.monotonic() - started)

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
        for part in exercise.in_order_of_use():
            blamed = carrying.at_fault(exercise, part, verdicts)
            if not blamed:
                continue
            # With a kit there is no solution to lend from; what was asked live has no source that could be run again.
            waiting = carrying.waiting_checks(exercise, verdicts)
            left = {*student.live, *waiting}
            asked = carrying.questions(exercise, part, blamed, but=left) if exercise.solution.cells else ()
            answered: tuple[Question, ...] = ()
            # What one submission may take is for all its runs together: once that is used up, verdicts stay as they are.
            if asked and not student.cut_short:
                again = sandbox.observe(
                    self._launcher,
                    exercise,
                    submission,
                    seed=student.seed,
                    questions=asked,
                    stand_ins=carrying.stand_ins(exercise, carrying.called(exercise, part, blamed)),
                    left_out=student.left_out,
                    spent_s=student.spent_s,
                )
                answered = carrying.answered(asked, again)
                student = carrying.joined(student, again, answered)
            settle = partial(carrying.carried, exercise, submission, reference=reference, student=student)
            known = carrying.known(exercise, part, blamed, answered) - waiting
            verdicts = tuple(settle(v, blamed) if v.check in known else v for v in verdicts)
            verdicts = self._by_values(
                exercise, part, blamed, but=known | waiting, verdicts=verdicts, reference=reference, student=student
            )
            tried = known | waiting | {question.check for question in asked}
            verdicts = carrying.untried(exercise, part, blamed, but=tried, verdicts=verdicts)
        return verdicts, student

    def _by_values(
        self,
        exercise: Exercise,
        part: PartName,
        blamed: tuple[PartName, ...],
        *,
        but: Collection[CheckName],
        verdicts: tuple[Verdict, ...],
        reference: Evidence,
        student: Evidence,
    ) -> tuple[Verdict, ...]:
        """Carry forward by values the checks of `part` that, unlike `but`, could not be asked again."""
        concerned = {q.check for q in carrying.questions(exercise, part, blamed, but=but)}
        left = [v for v in verdicts if v.check in concerned and v.outcome is Outcome.FAILED]
        if not left:
            return verdicts
        named = self._named(exercise, verdicts, reference=reference, student=student)
        names = {name for verdict in named if verdict.part in blamed for name in verdict.misconceptions}
        mistakes = [mistake for mistake in exercise.misconceptions if mistake.name in names]
        asked = [q for mistake in mistakes for q in diagnosis.questions_beyond(exercise, mistake)]
        known = self.ask(exercise, student.seed, [q for q in asked if q.check in concerned])
        settle = partial(carrying.by_values, exercise, known=known, reference=reference, student=student)
        return tuple(settle(v, blamed, mistakes=mistakes) if v in left else v for v in verdicts)

    def _named(
        self, exercise: Exercise, verdicts: tuple[Verdict, ...], *, reference: Evidence, student: Evidence
    ) -> tuple[Verdict, ...]:
        """Name the misconceptions that give the student's evidence: all are asked one question, what is left the rest."""
        found = diagnosis.suspects(exercise, verdicts, reference=reference, student=student)
        whole = {s.part for s in found if s.sign is None}
        tell = {part: diagnosis.telling_question(exercise, part, verdicts, student) for part in whole}
        first = [
            dataclasses.replace(tell[s.part], instead=s.name)
            if s.sign is None
            else diagnosis.questions_to(exercise, s)[0]
            for s in found
        ]
        known = self.ask(exercise, student.seed, first)
        undecided = {verdict.check for verdict in verdicts if not verdict.is_decided}
        fits = partial(diagnosis.fits, exercise, known=known, reference=reference, student=student, but=undecided)
        found = tuple(filter(fits, found))
        self.ask(exercise, student.seed, [q for s in found for q in diagnosis.questions_to(exercise, s, but=undecided)])
        return diagnosis.named(verdicts, tuple(filter(fits, found)))

    def ask(self, exercise: Exercise, seed: int, questions: Sequence[Question]) -> Mapping[Question, Observation]:
        """Ask the misconceptions what was not asked before with this seed, and give all that is known."""
        known = self._known.setdefault((exercise.slug, seed), {})
        unknown = [question for question in questions if question not in known]
        if unknown and exercise.mistaken.cells:
            # One run for many, with no student's code in it: it may take what it needs.
            limits = dataclasses.replace(
                exercise.limits, run_s=PATIENCE_S, memory_mb=PATIENCE_MB, printed_kb=PATIENCE_KB
            )
            patient = dataclasses.replace(exercise, limits=limits)
            evidence = sandbox.observe(self._launcher, patient, exercise.mistaken, seed=seed, questions=unknown)
            known.update(evidence.observations)
        return known


def exercise_of(submission: Submission, named: str | None) -> Exercise:
    """Return the exercise a submission is for: the one named, else the one its file name or its definitions tell.

    Where there is only one exercise, it is that one: what is wrong with the file is then said in a report.
    """
    if named is not None:
        return find_exercise(named)
    known = {slug: find_exercise(slug) for slug in slugs()}
    if len(known) == 1:
        return next(iter(known.values()))
    definitions = ((slug, {part.definition for part in exercise.parts}) for slug, exercise in known.items())
    return known[infer_exercise(submission, definitions)]


def within(exercise: Exercise, run_s: float | None) -> Exercise:
    """Give the exercise with another limit on a whole run; None leaves its own."""
    if run_s is None:
        return exercise
    limits = dataclasses.replace(exercise.limits, run_s=run_s, check_s=min(exercise.limits.check_s, run_s))
    return dataclasses.replace(exercise, limits=limits)
