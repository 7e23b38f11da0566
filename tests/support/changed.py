"""An exercise with something else in it, wherever that stands: in its outline, its questions, or its reference."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from grader.model import Exercise, Outline, Questions, Reference


def changed(exercise: Exercise, **changes: Any) -> Exercise:
    """Give the exercise with these changes; of other `checks`, the outline names the parts."""
    made = {"outline": {}, "questions": {}, "reference": {}}
    for name, value in changes.items():
        kinds = {"questions": Questions, "outline": Outline, "reference": Reference}
        made[next(piece for piece, kind in kinds.items() if name in {f.name for f in fields(kind)})][name] = value
    if "checks" in changes:
        made["outline"]["checks"] = {check.name: check.part for check in changes["checks"]}
    pieces = {piece: replace(getattr(exercise, piece), **of) for piece, of in made.items() if of}
    return replace(exercise, **pieces)
