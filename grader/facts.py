"""Grades as plain data and back, so that every report can be made again in any language, long after the run.

What a report doesn't need isn't kept: of an exercise its probes and its reference stay behind.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from grader import earlier
from grader.model import (
    Check,
    Drawing,
    Exercise,
    Grade,
    Isolation,
    Limits,
    Misconception,
    Part,
    Plot,
    Points,
    Problem,
    Submission,
    Texts,
    Trap,
    Verdict,
)

FIELDS: Mapping[str, Any] = {
    "verdicts": tuple[Verdict, ...],
    "problems": tuple[Problem, ...],
    "total": Points,
    "by_part": Mapping[str, Points],
    "by_check": Mapping[str, Points],
    "plots": tuple[Plot, ...],
    "seed": int | None,
    "versions": Mapping[str, str],
    "isolation": Isolation,
    "seconds": float,
}


def of_grade(grade: Grade) -> dict[str, Any]:
    """Give a grade's facts; its exercise and its submission are kept apart."""
    return {name: _plain(getattr(grade, name)) for name in FIELDS}


def to_grade(facts: Mapping[str, Any], exercise: Exercise, submission: Submission) -> Grade:
    """Give the grade again."""
    kept = earlier.renewed(facts)
    found = {name: _build(kind, kept[name]) for name, kind in FIELDS.items()}
    return Grade(exercise=exercise, submission=submission, **found)


def problems_of(facts: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Give the problems of a grade alone."""
    found: tuple[Problem, ...] = _build(tuple[Problem, ...], earlier.renewed(facts)["problems"])
    return found


def of_exercise(exercise: Exercise) -> dict[str, Any]:
    """Give what reports say of an exercise."""
    checks = [{"name": c.name, "part": c.part, "draws": c.draws, "uses": list(c.uses)} for c in exercise.checks]
    names = ("slug", "parts", "points", "limits", "misconceptions", "traps", "drawings", "epochs", "unmissed", "texts")
    return {**{name: _plain(getattr(exercise, name)) for name in names}, "checks": checks}


def to_exercise(facts: Mapping[str, Any]) -> Exercise:
    """Give an exercise that reports can speak of; it can't be asked anything."""
    return Exercise(
        slug=facts["slug"],
        folder=Path(),
        parts=_build(tuple[Part, ...], facts["parts"]),
        checks=tuple(
            Check(c["name"], c["part"], _unasked, _unasked, c["draws"], calls=tuple(c["uses"])) for c in facts["checks"]
        ),
        points=dict(facts["points"]),
        limits=_build(Limits, facts["limits"]),
        probes="",
        solution=Submission("", facts["slug"], "", ()),
        misconceptions=_build(tuple[Misconception, ...], facts["misconceptions"]),
        mistaken=Submission("", facts["slug"], "", ()),
        traps=_build(tuple[Trap, ...], facts["traps"]),
        drawings=_build(tuple[Drawing, ...], facts["drawings"]),
        epochs=dict(facts["epochs"]),
        unmissed=dict(facts["unmissed"]),
        texts=_build(Mapping[str, Texts], facts["texts"]),
    )


def to_submission(facts: Mapping[str, Any]) -> Submission:
    """Give a submission again."""
    made: Submission = _build(Submission, facts)
    return made


def plain(value: object) -> Any:
    """Give any of the model's values as lists, dicts, numbers and texts."""
    return _plain(value)


def _unasked(*_: Any) -> Any:
    raise NotImplementedError


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    # JSON has no word for these, and PostgreSQL holds it to that.
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _build(kind: Any, data: Any) -> Any:
    """Give the value of a type from its plain data; names that the type doesn't know are of another version."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if data is None or kind is Any:
        return data
    if origin in (typing.Union, types.UnionType):
        inner = [one for one in arguments if one is not type(None)]
        return _build(inner[0], data) if len(inner) == 1 else _one_of(inner, data)
    if origin is tuple and arguments[0] is float:
        # Surfaces and curves: thousands of numbers, which need no building.
        return tuple(data)
    if origin is tuple:
        kinds = [arguments[0]] * len(data) if arguments[-1] is Ellipsis else arguments
        return tuple(_build(one, item) for one, item in zip(kinds, data, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: _build(arguments[1], item) for name, item in data.items()}
    return _plain_kind(kind)(data)


def _one_of(kinds: list[Any], data: Any) -> Any:
    """Give the value of that dataclass whose names are nearest to the data's, or the data as they are."""
    of = [kind for kind in kinds if dataclasses.is_dataclass(kind) and isinstance(data, Mapping)]
    kind = min(of, key=lambda one: len({field.name for field in dataclasses.fields(one)} ^ set(data)), default=None)
    return data if kind is None else _build(kind, data)


def _plain_kind(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return lambda data: kind(**{name: _build(hint, data[name]) for name, hint in hints.items() if name in data})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda data: data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
