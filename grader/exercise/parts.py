"""A part by the name that somebody types."""

from __future__ import annotations

from grader.errors import UsageError
from grader.model import Exercise, Part
from grader.nearest import nearest


def find_part(exercise: Exercise, name: str) -> Part:
    """Return the part that a student calls `name`, or whose id it is; raises UsageError with the nearest name."""
    parts = exercise.outline.parts
    named = {part.name: part for part in parts} | {part.definition: part for part in parts}
    if name in named:
        return named[name]
    known = ", ".join(part.definition for part in parts)
    like = nearest(name, named)
    if like is None:
        raise UsageError("There is no part `{name}`. The parts are: {known}.", name=name, known=known)
    raise UsageError(
        "There is no part `{name}`. Did you mean `{like}`? The parts are: {known}.",
        name=name,
        like=named[like].definition,
        known=known,
    )
