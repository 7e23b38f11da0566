"""Two pieces of evidence become verdicts: pure, and without a word of any language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from grader.grading.arguments import mismatch
from grader.grading.comparison import compared, difference
from grader.grading.lacking import lack, undefined
from grader.model import (
    Cause,
    Check,
    Evidence,
    Exercise,
    Lack,
    Limit,
    NotPython,
    Observation,
    Outcome,
    PartName,
    Question,
    Raised,
    Stopped,
    Submission,
    Trouble,
    Verdict,
    Where,
)

MISSING = "MissingDefinition"


def judge(exercise: Exercise, submission: Submission, *, reference: Evidence, student: Evidence) -> tuple[Verdict, ...]:
    """Return one verdict a check, in the exercise's order: the first draw on which the two differ decides."""
    live = student.live
    verdicts = [
        replace(judged(check, reference, student), live=live.get(check.name)) for check in exercise.questions.checks
    ]
    arisen = tuple(_arisen(exercise, _settled(exercise, verdict, student), student) for verdict in verdicts)
    return tuple(_placed(exercise, submission, verdict, arisen, student) for verdict in arisen)


def judged(check: Check, reference: Evidence, student: Evidence, *, right: Collection[PartName] = ()) -> Verdict:
    """Return one check's verdict, without its place in the submission; values of parts in `right` are the reference's."""
    seconds = 0.0
    for draw in range(check.draws):
        question = Question(check.name, draw)
        expected = compared(check, draw, reference.observations[question], by=reference)
        gave = student.observations[question]
        seen = compared(check, draw, gave, by=student, right=right, reference=reference)
        seconds += seen.seconds
        verdict = _explained(_compared(check, expected, seen), student)
        if verdict.outcome is not Outcome.PASSED:
            return replace(verdict, draw=draw, seconds=seconds)
    return Verdict(check.name, check.part, Outcome.PASSED, seconds=seconds)


def mark(verdict: Verdict) -> str:
    """Return what a check makes of a definition in one word: `passed`, or the cause."""
    return verdict.cause.value if verdict.cause else verdict.outcome.value


def _compared(check: Check, expected: Observation, seen: Observation) -> Verdict:
    """Judge one draw."""
    verdict = Verdict(check.name, check.part, Outcome.PASSED)
    if expected.cause is not None:
        return replace(verdict, outcome=Outcome.BROKEN, cause=expected.cause, trouble=expected.trouble)
    if seen.cause is not None:
        reached = seen.asked and not (seen.cause and seen.cause.is_lack)
        outcome = Outcome.FAILED if reached else Outcome.NOT_REACHED
        return replace(verdict, outcome=outcome, cause=seen.cause, trouble=seen.trouble)
    found = difference(check, expected, seen)
    if found is None:
        return verdict
    return replace(verdict, outcome=Outcome.FAILED, cause=Cause.WRONG_VALUE, difference=found)


def _explained(verdict: Verdict, student: Evidence) -> Verdict:
    """Don't blame a check for a module that isn't installed, or for a name that a failed statement should have defined."""
    if verdict.outcome not in (Outcome.FAILED, Outcome.NOT_REACHED) or verdict.trouble is None:
        return verdict
    lacks = lack(verdict.trouble, student) if verdict.cause in (Cause.RAISED, Cause.MISSING) else None
    if lacks is None:
        return verdict
    return replace(verdict, outcome=Outcome.NOT_REACHED, cause=Cause.UNAVAILABLE, lacks=lacks)


def _awaiting(exercise: Exercise, verdict: Verdict, student: Evidence) -> Verdict:
    """Return a verdict on code that stopped at the name of a part that isn't defined: the check waits for that part."""
    name = undefined(verdict.trouble) if verdict.trouble and verdict.cause is Cause.RAISED else None
    used = {exercise.outline.definition(part) for part in exercise.questions.check(verdict.check).uses}
    if name not in used or name in student.definitions:
        return verdict
    missing = Raised("MissingDefinition", name)
    return replace(verdict, outcome=Outcome.NOT_REACHED, cause=Cause.MISSING, trouble=missing)


def _arisen(exercise: Exercise, verdict: Verdict, student: Evidence) -> Verdict:
    # The reference's fault is at no line of the student's.
    if verdict.outcome in (Outcome.PASSED, Outcome.BROKEN):
        return verdict
    return replace(verdict, arose_in=_part_of_trouble(exercise, verdict.trouble, student))


def _settled(exercise: Exercise, verdict: Verdict, student: Evidence) -> Verdict:
    """Return a verdict with what isn't there or isn't written told as that."""
    return _awaiting(exercise, _superseded(exercise, _own(exercise, verdict, student), student), student)


def _superseded(exercise: Exercise, verdict: Verdict, student: Evidence) -> Verdict:
    """Return a verdict on a stub that a cell which isn't Python should have replaced: as if the stub weren't there."""
    part = _part_of_trouble(exercise, verdict.trouble, student) if verdict.cause is Cause.NOT_ATTEMPTED else None
    definition = part and exercise.outline.definition(part)
    if not any(definition in problem.lost for problem in student.problems if isinstance(problem, NotPython)):
        return verdict
    return _explained(replace(verdict, cause=Cause.MISSING, trouble=Raised(MISSING, str(definition))), student)


def _own(exercise: Exercise, verdict: Verdict, student: Evidence) -> Verdict:
    """Return the verdict of a check whose own part isn't there or isn't written as that, whatever its probe met first."""
    definition = exercise.outline.definition(verdict.part)
    trouble = None if verdict.live else _unwritten(definition, student)
    if verdict.outcome not in (Outcome.FAILED, Outcome.NOT_REACHED) or trouble is None:
        return verdict
    cause = Cause.MISSING if trouble.type == MISSING else Cause.NOT_ATTEMPTED
    found = replace(verdict, outcome=Outcome.NOT_REACHED, cause=cause, trouble=trouble, difference=None, lacks=None)
    return _explained(found, student)


def _unwritten(definition: str, student: Evidence) -> Raised | None:
    """Return what a definition can only raise; None where it can do more, or nothing is known of it."""
    if student.kinds is None:
        return None
    span = student.definitions.get(definition)
    stub = any(s.stub and s.name == definition and span and s.line == span.first for s in student.sketches)
    if definition not in student.kinds:
        return Raised(MISSING, definition)
    return Raised("NotImplementedError", "", span.first) if stub and span else None


def _placed(
    exercise: Exercise,
    submission: Submission,
    verdict: Verdict,
    verdicts: tuple[Verdict, ...],
    student: Evidence,
) -> Verdict:
    """Decide where in the submission to look, and whether a part that the check uses is what is at fault."""
    if verdict.outcome in (Outcome.PASSED, Outcome.BROKEN):
        return verdict
    check = exercise.questions.check(verdict.check)
    at_fault = _part_at_fault(exercise, check, verdict, verdicts)
    difference = verdict.difference or mismatch(
        exercise, exercise.outline.definition(check.part), verdict.trouble, student
    )
    line = verdict.trouble.line if verdict.trouble else None
    lacks = located(submission, verdict.lacks)
    if line is None:
        span = student.definitions.get(exercise.outline.definition(at_fault or check.part))
        line = span.first if span else lacks.trouble.line if lacks else None
    where = _where(submission, line)
    return replace(verdict, because_of=at_fault, where=where, lacks=lacks, difference=difference)


def located(submission: Submission, lacks: Lack | None) -> Lack | None:
    """Return a lack with the place of the statement that failed."""
    return lacks and replace(lacks, where=_where(submission, lacks.trouble.line))


def _part_at_fault(
    exercise: Exercise, check: Check, verdict: Verdict, verdicts: tuple[Verdict, ...]
) -> PartName | None:
    """Return the used part in which the trouble arose; else, if its own part can't be to blame, the first that is.

    Nobody is to blame by name where the time of the whole submission is up.
    """
    if isinstance(verdict.trouble, Stopped) and verdict.trouble.limit is Limit.RUN:
        return None
    if verdict.arose_in in check.uses:
        return verdict.arose_in
    if verdict.cause is Cause.UNAVAILABLE or (verdict.arose_in == check.part and verdict.cause is not Cause.RAISED):
        return None
    own = [v for v in verdicts if v.part == check.part and v.cause is verdict.cause and v.trouble]
    if verdict.trouble is None and verdict.cause is not Cause.WRONG_VALUE and own:
        # It wasn't asked, because its own part had hung or crashed already.
        return None
    # Code stops at a part that isn't written, so that part is never the cause of anything else.
    told = verdicts if verdict.is_unwritten else tuple(v for v in verdicts if not v.is_unwritten)
    faulty = _faulty(exercise, told)
    if check.part in faulty:
        return None
    # What is only compared with makes nothing raise in the lines of the check's own part.
    used = check.calls if verdict.arose_in == check.part else check.uses
    return next((part.name for part in exercise.outline.parts if part.name in used and part.name in faulty), None)


def _faulty(exercise: Exercise, verdicts: tuple[Verdict, ...]) -> set[PartName]:
    """Return the parts that fail a check which uses no failing part: nobody else can be to blame.

    A check that waits for another part says nothing of its own.
    """
    uses = {check.name: check.uses for check in exercise.questions.checks}
    unpassed = [
        verdict
        for verdict in verdicts
        if verdict.outcome in (Outcome.FAILED, Outcome.NOT_REACHED)
        and not (verdict.is_unwritten and verdict.arose_in in uses[verdict.check])
    ]
    failing = {verdict.part for verdict in unpassed}
    return {verdict.part for verdict in unpassed if failing.isdisjoint(uses[verdict.check])}


def _part_of_trouble(exercise: Exercise, trouble: Trouble | None, student: Evidence) -> PartName | None:
    if trouble is None:
        return None
    for part in exercise.outline.parts:
        span = student.definitions.get(part.definition)
        inside = span and trouble.line is not None and span.first <= trouble.line <= span.last
        if inside or (isinstance(trouble, Raised) and (trouble.type, trouble.message) == (MISSING, part.definition)):
            return part.name
    return None


def _where(submission: Submission, line: int | None) -> Where | None:
    if line is None or not 1 <= line <= submission.last_line():
        return None
    return submission.where(line)
