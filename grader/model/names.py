"""Names, what a question is known by, and the values that a probe gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NewType, TypeAlias

if TYPE_CHECKING:
    import numpy as np


Slug = NewType("Slug", str)
PartName = NewType("PartName", str)
CheckName = NewType("CheckName", str)
MisconceptionName = NewType("MisconceptionName", str)
Value: TypeAlias = "np.ndarray[Any, Any] | bool | str | None"
"""What a probe gives under a name: numbers always as an array (one number has the shape ()), or one plain value."""
Values: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Question:
    """One check asked on one of its seeded draws (from 0)."""

    check: CheckName
    draw: int
    instead: MisconceptionName | None = None
    """The misconception that stands in for its part, where the reference is asked and not a student.

    The check may be one of another part, which then shows what right code does beside that mistake.
    """
