"""What a submission has where a wanted definition isn't: another name, a definition too deep, something of another kind.

Sketches and names are compared, and nothing runs. What is found is a guess, so that a report offers it and takes no points
for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from grader.model import (
    Cause,
    Evidence,
    Exercise,
    Instead,
    Outcome,
    PartName,
    Raised,
    Sketch,
    Stands,
    Submission,
    Verdict,
)
from grader.nearest import nearest

# A shorter name is part of too many others.
SHORTEST = 4
# What a difference tells of no value, and of an array without one.
NOTHING = (None, "(0,)")
UNUSABLE = ("TypeError", "AttributeError", "ValueError")


def noticed(
    exercise: Exercise,
    submission: Submission,
    verdicts: tuple[Verdict, ...],
    *,
    reference: Evidence,
    student: Evidence,
) -> tuple[Verdict, ...]:
    """Return the verdicts; each of a part whose definition isn't there says what stands in its place, if anything does."""
    found = _found(exercise, submission, verdicts, reference, student)
    silent = {part.name for part in exercise.outline.parts if _lacks_return(part.definition, reference, student)}
    return tuple(
        replace(verdict, instead=found.get(verdict.part), no_return=verdict.part in silent)
        if _is_open(verdict)
        else verdict
        for verdict in verdicts
    )


def _is_open(verdict: Verdict) -> bool:
    """Whether a verdict is about the part's own definition: it isn't there, can't be called, or returns nothing."""
    if verdict.because_of is not None or verdict.cause is Cause.MISSING:
        return verdict.because_of is None
    found = verdict.difference
    nothing = found is not None and found.kind != "found" and found.actual in NOTHING
    # At no line of the submission: it is the check that couldn't go on with what it was given.
    unusable = (
        found is None
        and isinstance(verdict.trouble, Raised)
        and verdict.trouble.type in UNUSABLE
        and verdict.trouble.line is None
    )
    return verdict.outcome is Outcome.FAILED and (nothing or unusable)


def _lacks_return(definition: str, reference: Evidence, student: Evidence) -> bool:
    """Whether a function of the submission never returns a value, and the reference's does."""
    ours, theirs = (
        [s for s in evidence.sketches if s.name == definition and s.stands is None and not s.is_class]
        for evidence in (reference, student)
    )
    span = student.definitions.get(definition)
    return bool(ours and theirs and span and span.first == theirs[-1].line) and ours[-1].returns > theirs[-1].returns


def _found(
    exercise: Exercise, submission: Submission, verdicts: tuple[Verdict, ...], reference: Evidence, student: Evidence
) -> Mapping[PartName, Instead]:
    kinds = student.kinds or {}
    missing = {v.part for v in verdicts if v.cause is Cause.MISSING and v.because_of is None} - {*student.live.values()}
    sought = {part.definition: part.name for part in exercise.outline.parts if part.name in missing}
    found = {
        part.name: Instead(Stands.OTHER_KIND, kinds[part.definition])
        for part in exercise.outline.parts
        if kinds.get(part.definition)
    }
    for definition, sketch in _sketches(exercise, [*sought], reference, student):
        where = submission.where(sketch.line) if 1 <= sketch.line <= submission.last_line() else None
        stands = sketch.stands or Stands.ALIKE
        found[sought[definition]] = Instead(stands, sketch.name, sketch.inside, where)
    return found


def _sketches(
    exercise: Exercise, sought: list[str], reference: Evidence, student: Evidence
) -> Iterator[tuple[str, Sketch]]:
    """Yield each name that is sought with the sketch that may be meant; no sketch is given twice."""
    deeper = {sketch.name: sketch for sketch in reversed(student.sketches) if sketch.stands is not None}
    for name in [name for name in sought if name in deeper]:
        yield name, deeper[name]
    left = [name for name in sought if name not in deeper]
    models = {sketch.name: sketch for sketch in reference.sketches if sketch.stands is None}
    known = {part.definition for part in exercise.outline.all_parts} | {*models}
    others = [s for s in student.sketches if s.stands is None and s.name not in known]
    for alike in (_by_base, _by_name, _by_piece, _by_arguments):
        for name in list(left):
            of_kind = [s for s in others if name not in models or s.is_class == models[name].is_class]
            sketch = alike(name, models.get(name), of_kind)
            if sketch is not None:
                left.remove(name)
                others.remove(sketch)
                yield name, sketch


def _by_base(name: str, model: Sketch | None, others: list[Sketch]) -> Sketch | None:
    """Return a class with a base of the same name, of several the one with the nearest name."""
    same = [sketch for sketch in others if model is not None and set(sketch.bases) & set(model.bases)]
    return _by_name(name, model, same) or (same[0] if len(same) == 1 else None)


def _by_name(name: str, _model: Sketch | None, others: list[Sketch]) -> Sketch | None:
    like = nearest(name, (sketch.name for sketch in others))
    return next((sketch for sketch in others if sketch.name == like), None)


def _by_piece(name: str, _model: Sketch | None, others: list[Sketch]) -> Sketch | None:
    """Return the one whose name is a piece of the name, or the other way round."""
    wanted = name.casefold()
    for sketch in others:
        own = sketch.name.casefold()
        if min(len(own), len(wanted)) >= SHORTEST and (own in wanted or wanted in own):
            return sketch
    return None


def _by_arguments(_name: str, model: Sketch | None, others: list[Sketch]) -> Sketch | None:
    """Return the only function with as many arguments, most of which have the same names."""
    if model is None or not model.arguments:
        return None
    wanted = set(model.arguments)
    alike = [
        sketch
        for sketch in others
        if len(sketch.arguments) == len(model.arguments) and 2 * len(wanted & {*sketch.arguments}) >= len(wanted)
    ]
    return alike[0] if len(alike) == 1 else None
