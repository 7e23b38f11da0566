"""Errors carried forward: a part that fails only because of another one is asked again with that one put right.

Parts are taken in the order of use, so that when a part's turn comes it is known which of those it uses are at fault:
each that still fails a check, though what it uses itself was put right. What a part is only compared with is put right
by its values: the reference's take the place of the student's, and nothing runs. What a part calls is lent: the
reference's definitions at fault and what they need, never the part that is asked. A run that holds a line of the
solution tells one thing only, whether a check passes: of its values, messages and prints nothing is shown.

Where there is no code to lend (with a kit), or none of the student's that could be run again (`%grade` on what no cell
defines), values have to do here, too: if the part at fault is a known mistake, what it should have led to is known.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from grader.exercise.syntax import tree_of
from grader.grading.comparison import same_evidence
from grader.grading.judge import judged, located
from grader.model import (
    Cause,
    Check,
    CheckName,
    Evidence,
    Exercise,
    Misconception,
    MisconceptionName,
    Observation,
    Outcome,
    PartName,
    Question,
    Span,
    StandIns,
    Submission,
    Verdict,
)

# What the trusted side did, and says in its own words.


def at_fault(exercise: Exercise, part: PartName, verdicts: tuple[Verdict, ...]) -> tuple[PartName, ...]:
    """Return the parts to replace with the reference before `part` is checked again.

    Empty if `part` passed, is not written, or has only itself to blame. A part is at fault through a check that it fails
    by itself; one that isn't written is not.
    """
    waiting = waiting_checks(exercise, verdicts)
    failing = (Outcome.FAILED, Outcome.NOT_REACHED)
    own = [v for v in verdicts if v.part == part and v.outcome in failing and v.check not in waiting]
    if any(_undefined(exercise, verdict) for verdict in own):
        return ()
    used = {use for verdict in own for use in exercise.questions.check(verdict.check).uses} - {part}
    wrong = {verdict.part for verdict in verdicts if verdict.is_own} - _unwritten(verdicts)
    blamed = tuple(name for name in exercise.questions.in_order_of_use() if name in used & wrong)
    return () if part in _with_needs(exercise, called(exercise, part, blamed)) else blamed


def waiting_checks(exercise: Exercise, verdicts: tuple[Verdict, ...]) -> set[CheckName]:
    """Return the checks that don't pass before another part is written: they say nothing about any other part."""
    unwritten = _unwritten(verdicts)
    return {v.check for v in verdicts if v.waits or unwritten - {v.part} & {*exercise.questions.check(v.check).calls}}


def _unwritten(verdicts: tuple[Verdict, ...]) -> set[PartName]:
    return {verdict.part for verdict in verdicts if verdict.is_own and verdict.is_unwritten}


def _undefined(exercise: Exercise, verdict: Verdict) -> bool:
    """Whether a verdict says that its own part isn't written, or that the statement which defines it failed."""
    if verdict.lacks is not None and verdict.lacks.name == exercise.outline.definition(verdict.part):
        return True
    return verdict.is_unwritten and verdict.arose_in == verdict.part


def called(exercise: Exercise, part: PartName, blamed: tuple[PartName, ...]) -> tuple[PartName, ...]:
    """Return those parts at fault that a check of `part` calls: the ones to lend."""
    calls = {name for check in exercise.questions.checks if check.part == part for name in check.calls}
    return tuple(name for name in blamed if name in calls)


def questions(
    exercise: Exercise, part: PartName, blamed: tuple[PartName, ...], *, but: Collection[CheckName] = ()
) -> tuple[Question, ...]:
    """Return the questions about `part` whose probes call a part at fault, except those of the checks `but`."""
    checks = {c.name for c in exercise.questions.checks if c.part == part and set(c.calls) & set(blamed)} - {*but}
    return tuple(question for question in exercise.questions.all() if question.check in checks)


def known(
    exercise: Exercise, part: PartName, blamed: tuple[PartName, ...], asked: Collection[Question]
) -> set[CheckName]:
    """Return the checks of `part` for which all that was at fault is put right, once the questions `asked` are answered."""
    again = {question.check for question in asked}
    concerned = _concerned(exercise, part, blamed)
    return {check.name for check in concerned if check.name in again or not set(check.calls) & set(blamed)}


def _concerned(exercise: Exercise, part: PartName, blamed: tuple[PartName, ...]) -> tuple[Check, ...]:
    return tuple(check for check in exercise.questions.checks if check.part == part and set(check.uses) & set(blamed))


def by_values(
    exercise: Exercise,
    verdict: Verdict,
    blamed: tuple[PartName, ...],
    *,
    mistakes: Collection[Misconception],
    known: Mapping[Question, Observation],
    reference: Evidence,
    student: Evidence,
) -> Verdict:
    """Return a failed check's verdict: passed, if values alone tell that its own part isn't to blame.

    That is so if it gives what right code gives beside the known mistake that the one part at fault has, of those that it
    calls. It needs no line of a solution.
    """
    check = exercise.questions.check(verdict.check)
    concerns = [part for part in blamed if part in check.calls]
    names = (mistake.name for mistake in mistakes if [mistake.part] == concerns)
    if any(_as_beside(check, name, known=known, reference=reference, student=student) for name in names):
        passed = Verdict(verdict.check, verdict.part, Outcome.PASSED, seconds=verdict.seconds, live=verdict.live)
        return replace(passed, carried_forward=True, because_of=concerns[0], by_values=True)
    return verdict


def _as_beside(
    check: Check,
    mistake: MisconceptionName,
    *,
    known: Mapping[Question, Observation],
    reference: Evidence,
    student: Evidence,
) -> bool:
    """Return whether a check gives on every draw what right code gives with a mistake in the place of another part.

    In finite numbers, as any two that run away would pass for alike.
    """
    return all(
        _is_finite(student.observations[q])
        and (beside := known.get(replace(q, instead=mistake))) is not None
        and same_evidence(check, q, beside, reference=reference, student=student)
        for q in _draws(check)
    )


def _draws(check: Check) -> tuple[Question, ...]:
    return tuple(Question(check.name, draw) for draw in range(check.draws))


def _is_finite(seen: Observation) -> bool:
    numbers = (np.asarray(value) for value in seen.values.values() if value is not None and not isinstance(value, str))
    return seen.cause is None and all(np.isfinite(array).all() for array in numbers)


def answered(asked: tuple[Question, ...], again: Evidence) -> tuple[Question, ...]:
    """Return the questions of those checks that were answered before the time of the whole submission was up."""
    seen = again.observations
    late = {q.check for q in asked if again.cut_short and (not seen[q].asked or seen[q].cause is Cause.TIMED_OUT)}
    return tuple(question for question in asked if question.check not in late)


def joined(student: Evidence, again: Evidence, answered: tuple[Question, ...]) -> Evidence:
    """Return a submission's evidence with what it answered when it was asked again."""
    return replace(
        student,
        observations={**student.observations, **{question: again.observations[question] for question in answered}},
        left_out=again.left_out,
        cut_short=again.cut_short,
        spent_s=again.spent_s,
    )


def untried(
    exercise: Exercise,
    part: PartName,
    blamed: tuple[PartName, ...],
    *,
    but: Collection[CheckName],
    verdicts: tuple[Verdict, ...],
) -> tuple[Verdict, ...]:
    """Return the verdicts; those of `part` that should have been asked again and, unlike `but`, couldn't be are marked."""
    concerned = {check.name: check for check in _concerned(exercise, part, blamed) if check.name not in but}
    return tuple(
        replace(v, untried=next(name for name in blamed if name in concerned[v.check].calls))
        if v.check in concerned and v.outcome in (Outcome.FAILED, Outcome.NOT_REACHED)
        else v
        for v in verdicts
    )


def stand_ins(exercise: Exercise, lent: tuple[PartName, ...]) -> StandIns:
    """Return the solution's definitions of these parts, in a source that holds no other part than they need."""
    kept = _with_needs(exercise, lent)
    others = {part.definition for part in exercise.outline.all_parts if part.name not in kept}
    whole = tree_of("".join(cell.source for cell in exercise.own_reference.solution.cells))
    tree = ast.Module([node for node in whole.body if getattr(node, "name", None) not in others], [])
    return StandIns(tuple(exercise.outline.definition(part) for part in lent), ast.unparse(tree) + "\n")


def _with_needs(exercise: Exercise, parts: tuple[PartName, ...]) -> set[PartName]:
    needs = {part.name: part.needs for part in exercise.outline.all_parts}
    found: set[PartName] = set()
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += needs[part]
    return found


def carried(
    exercise: Exercise,
    submission: Submission,
    verdict: Verdict,
    blamed: tuple[PartName, ...],
    *,
    reference: Evidence,
    student: Evidence,
) -> Verdict:
    """Return a failed check's verdict after what it uses was put right: passed, or its own part's fault."""
    check = exercise.questions.check(verdict.check)
    concerns = [part for part in blamed if part in check.uses]
    if verdict.outcome in (Outcome.PASSED, Outcome.BROKEN) or not concerns:
        return verdict
    again = judged(check, reference, student, right=blamed)
    if again.outcome is Outcome.PASSED:
        by_values = set(check.calls).isdisjoint(blamed)
        right = replace(again, carried_forward=True, because_of=concerns[0], by_values=by_values)
        return replace(right, seconds=verdict.seconds, live=verdict.live)
    own = replace(verdict, because_of=None)
    if verdict.difference is None and verdict.arose_in != check.part:
        # What was seen before arose in another part's lines; what was seen now isn't shown.
        ended = again.trouble if again.cause and again.cause.is_stop else None
        own = replace(own, outcome=Outcome.FAILED, cause=again.cause, trouble=ended, arose_in=None, lacks=None)
        if again.lacks is not None:
            own = replace(own, outcome=again.outcome, lacks=located(submission, again.lacks))
    span: Span | None = student.definitions.get(exercise.outline.definition(check.part))
    return replace(own, where=submission.where(span.first)) if span and verdict.arose_in != check.part else own
