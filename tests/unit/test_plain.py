"""Values of the model as plain data and back."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import plain
from grader.classroom.store import serialize
from grader.exercise.plots import KINDS
from grader.model import (
    Confusion,
    Curve,
    Curves,
    Difference,
    Drawing,
    Exited,
    Image,
    Limit,
    Lines,
    NotPython,
    Plot,
    Points,
    Raised,
    Regions,
    Step,
    Steps,
    Stopped,
    Trouble,
)
from tests.support.judged import judged

CONVERTER = plain.converter()
VALUES = {"curves": ["up"], "steps": [{"from": ["w"], "to": ["b"]}]}
ROWS = st.lists(st.floats(), max_size=5).map(tuple)
TABLES = st.lists(ROWS, max_size=3).map(tuple)
POINTS = st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.just(0.5))


def there_and_back(value: Any, kind: Any) -> Any:
    return CONVERTER.structure(json.loads(json.dumps(CONVERTER.unstructure(value), allow_nan=False)), kind)


@pytest.mark.parametrize(
    "trouble",
    [
        Raised("status", "limit", 3, module="error", lost=("a", "*")),
        Raised("KeyError", ""),
        Stopped(Limit.THREADS, "256", lost=("loss",)),
        Exited(-9, 4),
        NotPython("SyntaxError", "message", 1, ("loss",)),
    ],
)
def test_a_trouble_keeps_its_type(trouble: Trouble) -> None:
    """Each of the types that a trouble may have is known again by its data."""
    assert there_and_back(trouble, Trouble) == trouble


def drawn(kind: str) -> st.SearchStrategy[Drawing]:
    return st.just(Drawing("ups", kind, "fits_well", VALUES))


@given(
    st.one_of(
        st.builds(
            Curves, drawn("curves"), st.lists(st.builds(Curve, st.just("up"), ROWS, ROWS), max_size=2).map(tuple)
        ),
        st.builds(
            Lines, drawn("lines_through_data"), st.lists(POINTS, max_size=3).map(tuple), POINTS, st.none() | POINTS
        ),
        st.builds(Steps, drawn("steps_on_contour"), ROWS, ROWS, TABLES, st.just((Step((0.0, 1.0), (1.0, 2.0), None),))),
        st.builds(Confusion, drawn("confusion_matrix"), TABLES, TABLES),
        st.builds(Image, drawn("image"), TABLES, TABLES),
        st.builds(
            Regions,
            drawn("decision_regions"),
            ROWS,
            ROWS,
            TABLES,
            TABLES,
            st.lists(st.tuples(POINTS, st.integers(0, 7)), max_size=3).map(tuple),
        ),
    )
)
def test_a_plot_keeps_its_type_and_its_numbers(plot: Plot) -> None:
    """Each plot is the same again, but that JSON has no word for what isn't finite."""
    again = there_and_back(plot, Plot)
    assert type(again) is type(plot)
    assert repr(again) == repr(plot).replace("nan", "None").replace("-inf", "None").replace("inf", "None")


def test_every_kind_of_plot_is_known() -> None:
    """Whatever an exercise may have drawn can be read again."""
    assert set(plain.PLOTS) == set(KINDS)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_nothing(number: float) -> None:
    """Numbers that JSON has no word for are kept as null, and read as None."""
    assert there_and_back(Points(number, 1.0), Points) == Points(None, 1.0)  # type: ignore[arg-type]
    assert there_and_back(Difference("w", 1.0, number), Difference) == Difference("w", 1.0, None)


def parts(data: Any) -> Iterator[Any]:
    yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from parts(inner)


def test_plain_data_are_plain() -> None:
    """Of our own types nothing is left, not even where one of them is a text or a number as well."""
    grade = judged()
    kept = [serialize.of_grade(grade), serialize.of_outline(grade.exercise), serialize.plain(grade.submission)]
    assert {type(part) for part in parts(kept)} <= {dict, list, str, int, float, bool, type(None)}
