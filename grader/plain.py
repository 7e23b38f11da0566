"""Values of the model as plain data that JSON can carry, and back: what a gradebook and a kit are written and read with.

Names that a type doesn't know are of another version and left aside, and one that is missing takes its default. Numbers
and texts are taken as they are.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import cattrs

from grader.model import Confusion, Curves, Image, Lines, Plot, Regions, Steps

PLAIN = {str, int, float, bool, type(None)}
ROW = tuple[float, ...]
POINT = tuple[float, float]
# By the kind of its drawing: a confusion matrix and an image have the same names for their numbers.
PLOTS: Mapping[str, type[Plot]] = {
    "confusion_matrix": Confusion,
    "curves": Curves,
    "decision_regions": Regions,
    "image": Image,
    "lines_through_data": Lines,
    "steps_on_contour": Steps,
}


def converter() -> cattrs.Converter:
    """Return a converter to which more can be added; a type of a union is known by what only it must have, a plot by its kind."""
    made = cattrs.Converter(detailed_validation=False, unstruct_collection_overrides={tuple: list})
    for kind in (int, float, bool):
        made.register_structure_hook(kind, _as_it_is)
    # Our enums are texts to the converter.
    made.register_structure_hook(str, lambda value, kind: value if kind is str else kind(value))
    made.register_structure_hook_func(_is_plain_union, _as_it_is)
    made.register_structure_hook(Plot, lambda data, _: made.structure(data, PLOTS[data["drawing"]["kind"]]))
    # Surfaces and curves: thousands of numbers, which aren't looked at one by one.
    made.register_structure_hook_func(_is_row, lambda data, _: tuple(data))
    made.register_unstructure_hook_func(_is_row, _row)
    made.register_unstructure_hook(float, _number)
    made.register_unstructure_hook(str, lambda text: text.value if isinstance(text, Enum) else text)
    return made


def _is_plain_union(kind: Any) -> bool:
    """Whether it is a union of types whose values are their own plain data."""
    return typing.get_origin(kind) in (typing.Union, types.UnionType) and set(typing.get_args(kind)) <= PLAIN


def _is_row(kind: Any) -> bool:
    return kind in (ROW, POINT)


def _as_it_is(value: Any, _kind: Any) -> Any:
    return value


def _number(value: Any) -> Any:
    """Return a number, or None for what JSON has no word for; PostgreSQL holds it to that."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _row(numbers: Sequence[float]) -> list[Any]:
    return list(numbers) if all(map(math.isfinite, numbers)) else list(map(_number, numbers))
