"""Whatever numbers a plot holds, every report can be made."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.i18n import speech
from grader.model import Confusion, Curve, Curves, Drawing, Lines, Outcome, Plot, Step, Steps
from grader.reports import FORMATS, Page, Report
from tests.support import graded, small
from tests.support.examples import examples

LARGEST = 1.7976931348623157e308
PAGE = Page(speech("en"), width=80)
EXTREME = st.sampled_from([0.0, -0.0, 1.0, -1.0, 5e-324, 1e-300, 1e16, 1e16 + 2, 1e300, LARGEST, -LARGEST])
NUMBERS = st.one_of(EXTREME, st.floats(allow_nan=False, allow_infinity=False))
POINTS = st.tuples(NUMBERS, NUMBERS)


def rows(most: int = 5) -> st.SearchStrategy[tuple[float, ...]]:
    """Give rows of numbers: none, one, several, or one number several times."""
    several = st.lists(NUMBERS, max_size=most).map(tuple)
    equal = st.builds(lambda number, times: (number,) * times, NUMBERS, st.integers(1, most))
    return st.one_of(several, equal)


@st.composite
def steps(draw: st.DrawFn) -> Steps:
    """Give steps on a surface of any size, also of none."""
    across, up = draw(rows(4)), draw(rows(4))
    heights = tuple(tuple(draw(NUMBERS) for _ in up) for _ in across)
    walked = st.builds(Step, POINTS, POINTS, st.none() | POINTS)
    return Steps(drawing("steps_on_contour"), across, up, heights, tuple(draw(st.lists(walked, max_size=3))))


@st.composite
def confusions(draw: st.DrawFn) -> Confusion:
    """Give two tables of one size, of any numbers."""
    size = draw(st.integers(1, 4))
    table = st.tuples(*[st.tuples(*[NUMBERS] * size)] * size)
    return Confusion(drawing("confusion_matrix"), draw(table), draw(table))


def drawing(kind: str) -> Drawing:
    return Drawing("ups", kind, "fits_well", {})


CURVE = st.builds(Curve, st.just("up"), rows(), rows())
SEVERAL = st.lists(CURVE, max_size=2).map(tuple)
PLOTS = st.one_of(
    st.builds(Curves, st.just(drawing("curves")), SEVERAL, SEVERAL),
    st.builds(
        Lines,
        st.just(drawing("lines_through_data")),
        st.lists(POINTS, max_size=4).map(tuple),
        POINTS,
        st.none() | POINTS,
    ),
    steps(),
    confusions(),
)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
@pytest.mark.parametrize("kind", ["html", "terminal", "markdown"])
@settings(max_examples=examples(200), deadline=None)
@given(plot=PLOTS)
def test_every_plot_has_a_report(kind: str, outcome: Outcome, plot: Plot) -> None:
    """Nothing, one point, equal and huge numbers of either sign: each is shown, and never an exception."""
    verdict = small.verdict("fits_well", outcome=outcome)
    grade = replace(graded.full(), verdicts=(verdict,), plots=(plot,))
    text = FORMATS[kind](Report((grade,)), PAGE)
    assert "nan" not in text
    assert "inf" not in text.replace("information", "")
    if kind == "html":
        for picture in text.split("<svg")[1:]:
            assert "<title>" not in picture or ET.fromstring("<svg" + picture.split("</desc>")[0] + "</desc></svg>")
