"""Whatever numbers a plot holds, every report can be made."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.i18n import speech
from grader.model import Confusion, Curve, Curves, Drawing, Image, Lines, Outcome, Plot, Regions, Step, Steps
from grader.reports import FORMATS, Page, Report
from grader.reports.html import plots_svg
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


@st.composite
def regions(draw: st.DrawFn) -> Regions:
    """Give two tables of classes on axes of any numbers, and examples anywhere."""
    across, up = (draw(st.lists(NUMBERS, min_size=2, max_size=4).map(tuple)) for _ in range(2))
    classes = st.integers(0, 7)
    table = st.tuples(*[st.tuples(*[classes.map(float)] * len(up))] * len(across))
    data = st.lists(st.tuples(POINTS, classes), max_size=3).map(tuple)
    return Regions(drawing("decision_regions"), across, up, draw(table), draw(table), draw(data))


@st.composite
def images(draw: st.DrawFn) -> Image:
    """Give two pictures of one size, of any numbers."""
    table = st.tuples(*[st.tuples(*[NUMBERS] * draw(st.integers(1, 3)))] * draw(st.integers(1, 3)))
    return Image(drawing("image"), draw(table), draw(table))


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
    regions(),
    images(),
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


def tiles(plot: Plot) -> list[list[ET.Element]]:
    """Return the shapes in each picture of a plot, in order."""
    drawn = plots_svg.pictures(graded.full(), plot, PAGE)
    return [list(ET.fromstring(svg).iter("path")) for _, svg in drawn]


def test_every_tile_of_a_picture_has_its_shade() -> None:
    """Least is black and most is white by the reference's numbers; a run of equal tiles is one shape."""
    plot = Image(drawing("image"), ((0.0, 0.0, 10.0),), ((10.0, 99.0, -5.0),))
    yours, reference = ([(path.get("fill"), path.get("d")) for path in paths] for paths in tiles(plot))
    assert yours == [("#000000", "M200.0 0.0H300.0V100.0H200.0z"), ("#ffffff", "M0.0 0.0H200.0V100.0H0.0z")]
    assert reference == [("#000000", "M0.0 0.0H200.0V100.0H0.0z"), ("#ffffff", "M200.0 0.0H300.0V100.0H200.0z")]


def test_regions_stand_where_the_axes_say() -> None:
    """The first axis leads to the right and the second one up."""
    plot = Regions(
        drawing("decision_regions"), (0.0, 1.0), (0.0, 1.0), ((0.0, 0.0), (0.0, 1.0)), ((1.0, 0.0), (0.0, 0.0)), ()
    )
    yours, reference = ({path.get("class"): path.get("d") for path in paths} for paths in tiles(plot))
    lower_left, upper_right = "M0.0 150.0H150.0V300.0H0.0z", "M150.0 0.0H300.0V150.0H150.0z"
    assert yours["region class-1"] == lower_left
    assert reference["region class-1"] == upper_right


def test_a_picture_is_drawn_once_for_all_who_have_the_same() -> None:
    """Another number or another language makes another picture; of those drawn long ago, none is kept."""
    plots = [Curves(drawing("curves"), (Curve("w", (1.0, 2.0), (1.0, last)),)) for last in (1.5, 1.75)]
    pages = [PAGE, Page(speech("uk"), width=80)]
    shown = [plots_svg.pictures(graded.full(), plot, page) for plot in plots for page in pages]
    assert len({*shown}) == 4
    assert plots_svg.pictures(graded.full(), replace(plots[0]), PAGE) is shown[0]
    for number in range(2 * plots_svg.MOST_KEPT):
        plots_svg.pictures(graded.full(), Curves(drawing("curves"), (Curve("w", (1.0,), (float(number),)),)), PAGE)
    assert len(plots_svg.DRAWN) == plots_svg.MOST_KEPT
