"""Errors carried forward: a part that fails only because of another one is asked again with that one put right.

Parts are taken in the order of use, so that when a part's turn comes it is known which of those it uses are at fault:
each that still fails a check, though what it uses itself was put right. What the reference lends is the definitions at
fault and what they need, never the part that is asked. A run that holds a line of the solution tells one thing only,
whether a check passes: of its values, messages and prints nothing is shown.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import replace

from grader.judge import judged
from grader.model import (
    Cause,
    Check,
    CheckName,
    Evidence,
    Exercise,
    Outcome,
    PartName,
    Question,
    Span,
    StandIns,
    Submission,
    Verdict,
)

UNWRITTEN = (Cause.MISSING, Cause.NOT_ATTEMPTED)
# What the trusted side did, and says in its own words.
ENDED = (Cause.TIMED_OUT, Cause.OUT_OF_MEMORY, Cause.KILLED)


def at_fault(exercise: Exercise, part: PartName, verdicts: tuple[Verdict, ...]) -> tuple[PartName, ...]:
    """Give the parts to be put right for `part` to be asked again; none if it passes, isn't written or is alone to blame."""
    failing = [verdict for verdict in verdicts if verdict.outcome in (Outcome.FAILED, Outcome.NOT_REACHED)]
    own = [verdict for verdict in failing if verdict.part == part]
    if any(verdict.cause in UNWRITTEN and verdict.arose_in == part for verdict in own):
        return ()
    used = {use for verdict in own for use in exercise.check(verdict.check).uses} - {part}
    unwritten = {verdict.part for verdict in failing if verdict.cause in UNWRITTEN and verdict.because_of is None}
    blamed = tuple(name for name in exercise.in_order_of_use() if name in used and _fails(name, failing))
    if unwritten & set(blamed) or part in _with_needs(exercise, blamed):
        return ()
    return blamed


def _fails(part: PartName, failing: list[Verdict]) -> bool:
    return any(verdict.part == part for verdict in failing)


def questions(
    exercise: Exercise, part: PartName, blamed: tuple[PartName, ...], *, but: Collection[CheckName] = ()
) -> tuple[Question, ...]:
    """Return the questions about `part` whose answers depend on a part at fault, except those of the checks `but`."""
    checks = {check.name for check in _concerned(exercise, part, blamed)} - {*but}
    return tuple(question for question in exercise.questions() if question.check in checks)


def _concerned(exercise: Exercise, part: PartName, blamed: tuple[PartName, ...]) -> tuple[Check, ...]:
    return tuple(check for check in exercise.checks if check.part == part and set(check.uses) & set(blamed))


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
        replace(v, untried=next(name for name in blamed if name in concerned[v.check].uses))
        if v.check in concerned and v.outcome in (Outcome.FAILED, Outcome.NOT_REACHED)
        else v
        for v in verdicts
    )


def stand_ins(exercise: Exercise, blamed: tuple[PartName, ...]) -> StandIns:
    """Give the solution's definitions of these parts, in a source that holds no other part than they need."""
    kept = _with_needs(exercise, blamed)
    others = {part.definition for part in exercise.all_parts if part.name not in kept}
    tree = ast.parse("".join(cell.source for cell in exercise.solution.cells))
    tree.body = [node for node in tree.body if getattr(node, "name", None) not in others]
    return StandIns(tuple(exercise.definition(part) for part in blamed), ast.unparse(tree) + "\n")


def _with_needs(exercise: Exercise, parts: tuple[PartName, ...]) -> set[PartName]:
    needs = {part.name: part.needs for part in exercise.all_parts}
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
    """Give a failed check's verdict after what it uses was put right: passed, or its own part's fault."""
    check = exercise.check(verdict.check)
    concerns = [part for part in blamed if part in check.uses]
    if verdict.outcome in (Outcome.PASSED, Outcome.BROKEN) or not concerns:
        return verdict
    again = judged(check, reference, student)
    if again.outcome is Outcome.PASSED:
        return replace(again, carried_forward=True, because_of=concerns[0], seconds=verdict.seconds)
    own = replace(verdict, because_of=None)
    if verdict.difference is None and verdict.arose_in != check.part:
        # What was seen before arose in another part's lines; what was seen now isn't shown.
        ended = again.trouble if again.cause in ENDED else None
        own = replace(own, outcome=Outcome.FAILED, cause=again.cause, trouble=ended, arose_in=None)
    span: Span | None = student.definitions.get(exercise.definition(check.part))
    return replace(own, where=submission.where(span.first)) if span and verdict.arose_in != check.part else own
