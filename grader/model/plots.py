"""What an exercise wants drawn, and what is drawn of a grade, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from grader.model.names import CheckName


@dataclass(frozen=True, slots=True)
class Drawing:
    """What an exercise wants drawn of a check: `kind` is a name of `grader.exercise.plots.KINDS`, which tells what `values` are."""

    name: str
    kind: str
    check: CheckName
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Curve:
    """One quantity over the epochs, the student's beside the reference's."""

    name: str
    expected: tuple[float, ...]
    actual: tuple[float, ...]


Point: TypeAlias = tuple[float, float]
Table: TypeAlias = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """Several curves of one run; of those `cut` the student's run gave only the beginning in finite numbers, or nothing."""

    drawing: Drawing
    curves: tuple[Curve, ...]
    cut: tuple[Curve, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Data, and two lines (slope, intercept) through it; None where the student's run gave no finite numbers."""

    drawing: Drawing
    data: tuple[Point, ...]
    expected: Point
    actual: Point | None


@dataclass(frozen=True, slots=True)
class Step:
    """Where one step began and where it led; None where the student's led to no finite numbers."""

    start: Point
    expected: Point
    actual: Point | None


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps on a surface, whose `heights` have a row for each of `across` and a column for each of `up`."""

    drawing: Drawing
    across: tuple[float, ...]
    up: tuple[float, ...]
    heights: Table
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often examples of a class, by rows, were taken for each class, by columns."""

    drawing: Drawing
    expected: Table
    actual: Table


@dataclass(frozen=True, slots=True)
class Regions:
    """Which class each point of a plane is taken for; a row for each of `across`, a column for each of `up`.

    `data` are examples, each with its true class.
    """

    drawing: Drawing
    across: tuple[float, ...]
    up: tuple[float, ...]
    expected: Table
    actual: Table
    data: tuple[tuple[Point, int], ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in shades of grey, the uppermost row first; the larger a number, the lighter."""

    drawing: Drawing
    expected: Table
    actual: Table


Plot: TypeAlias = Curves | Lines | Steps | Confusion | Regions | Image
"""A drawing with its numbers, all of them finite: the reference's, and beside them the student's."""
