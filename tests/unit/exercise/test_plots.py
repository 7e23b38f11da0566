"""Evidence becomes plots: the reference's data, the student's numbers, and nothing that can't be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.exercise.plots import LONGEST_CURVE, MOST_CLASSES, MOST_REGIONS, MOST_TILES, plots
from grader.model import (
    Confusion,
    Curve,
    Curves,
    Drawing,
    Image,
    Lines,
    Observation,
    Outcome,
    Plot,
    Question,
    Regions,
    Step,
    Steps,
    Verdict,
)
from tests.support.small import evidence, exercise, verdict

LINE = Drawing("l", "lines_through_data", "fits_well", {"data": ["x", "y"], "line": ["w", "b"]})
STEP = {"from": ["p", "q"], "to": ["w", "b"]}
STEPS = Drawing("s", "steps_on_contour", "fits_well", {"surface": "at", "axes": ["u", "v"], "steps": [STEP]})
OTHER_STEP = {"from": ["p", "q"], "to": ["p", "q"]}
TWO_STEPS = Drawing(
    "s", "steps_on_contour", "fits_well", {"surface": "at", "axes": ["u", "v"], "steps": [STEP, OTHER_STEP]}
)
CONFUSION = Drawing("m", "confusion_matrix", "fits_well", {"matrix": "counts"})
REGIONS = Drawing(
    "r", "decision_regions", "fits_well", {"regions": "at", "axes": ["u", "v"], "data": ["x", "y"], "classes": "c"}
)
IMAGE = Drawing("i", "image", "fits_well", {"image": "pixels"})
CURVES = Drawing("c", "curves", "fits_well", {"curves": ["up"]})
RIGHT = {
    "x": np.array([0.0, 1.0]),
    "y": np.array([2.0, 3.0]),
    "w": np.array(1.0),
    "b": np.array(2.0),
    "p": np.array(5.0),
    "q": np.array(0.0),
    "u": np.array([0.0, 1.0]),
    "v": np.array([0.0, 1.0, 2.0]),
    "at": np.arange(6.0).reshape(2, 3),
    "up": np.array([1.0, 2.0]),
}


def drawn(drawing: Drawing, student: dict[str, Any], *, draw: int = 0, reference: Any = RIGHT) -> tuple[Plot, ...]:
    asked = {Question("fits_well", draw): Observation(reference)}
    return plots(
        exercise(drawings=(drawing,)),
        [verdict("fits_well", outcome=Outcome.FAILED, draw=draw)],
        reference=evidence({**asked}),
        student=evidence({Question("fits_well", draw): Observation(student)}),
    )


def test_a_line_is_drawn_through_the_references_data() -> None:
    """The student's line is the student's, but no submission can move the data."""
    moved = {**RIGHT, "w": np.array(9.0), "x": np.array([7.0, 8.0])}
    assert drawn(LINE, moved) == (Lines(LINE, ((0.0, 2.0), (1.0, 3.0)), (1.0, 2.0), (9.0, 2.0)),)


def test_a_step_starts_where_the_reference_says() -> None:
    """Surface and start are the reference's; where the step led is the student's."""
    moved = {**RIGHT, "w": np.array(9.0), "p": np.array(-5.0), "at": np.zeros((2, 3))}
    surface = ((0.0, 1.0, 2.0), (3.0, 4.0, 5.0))
    step = Step((5.0, 0.0), (1.0, 2.0), (9.0, 2.0))
    assert drawn(STEPS, moved) == (Steps(STEPS, (0.0, 1.0), (0.0, 1.0, 2.0), surface, (step,)),)


@pytest.mark.parametrize("bad", [np.array(np.nan), np.array(-np.inf), np.zeros(2), "3", None, True], ids=str)
def test_no_number_is_no_point(bad: Any) -> None:
    """Whatever is no finite number is not drawn, and a drawing with nothing else of the student's is left out."""
    [steps] = drawn(TWO_STEPS, {**RIGHT, "w": bad})
    assert isinstance(steps, Steps)
    assert [step.actual for step in steps.steps] == [None, (5.0, 0.0)]
    assert drawn(LINE, {**RIGHT, "w": bad}) == drawn(STEPS, {**RIGHT, "w": bad}) == ()


@pytest.mark.parametrize(
    ("value", "beginning"),
    [
        (np.array([1.0, np.nan, 3.0]), (1.0,)),
        (np.zeros(LONGEST_CURVE + 1), (0.0,) * LONGEST_CURVE),
    ],
    ids=lambda value: str(value)[:12],
)
def test_of_a_curve_that_breaks_off_the_beginning_stays(value: Any, beginning: tuple[float, ...]) -> None:
    """A row that stops being finite numbers is kept up to there, apart from the whole ones."""
    assert drawn(CURVES, {"up": value}) == (Curves(CURVES, (), (Curve("up", (1.0, 2.0), beginning),)),)


@pytest.mark.parametrize("value", [np.array([np.inf]), np.zeros((2, 2)), np.array([]), "text", None], ids=str)
def test_a_curve_without_a_number_is_no_picture(value: Any) -> None:
    """A loop that returns nothing has no curves: a drawing with no number of the student's is left out."""
    assert drawn(CURVES, {"up": value, "x": RIGHT["x"]}) == ()
    both = replace(CURVES, values={"curves": ["up", "x"]})
    cut = (Curve("up", (1.0, 2.0), ()),)
    assert drawn(both, {"up": value, "x": RIGHT["x"]}) == (Curves(both, (Curve("x", (0.0, 1.0), (0.0, 1.0)),), cut),)


def test_a_run_that_gave_nothing_is_not_drawn() -> None:
    """Without the student's values there is nothing to compare, and without the reference's nothing to draw on."""
    assert drawn(LINE, {}) == drawn(STEPS, {}) == drawn(CURVES, {}) == ()
    assert drawn(LINE, RIGHT, reference={"w": np.array(1.0)}) == ()
    assert drawn(STEPS, RIGHT, reference={**RIGHT, "at": np.zeros((3, 3))}) == ()


def test_the_draw_that_decided_is_drawn() -> None:
    """What is seen is what failed: the plot is of the draw on which the check was decided."""
    [plot] = plots(
        exercise(drawings=(Drawing("c", "curves", "value_of_loss", {"curves": ["up"]}),)),
        [Verdict("value_of_loss", "loss", Outcome.FAILED, draw=1)],
        reference=evidence({"value_of_loss": Observation(RIGHT)}),
        student=evidence({Question("value_of_loss", 1): Observation({"up": np.array([7.0])})}),
    )
    assert isinstance(plot, Curves)
    assert plot.curves[0].actual == (7.0,)


def test_a_confusion_matrix_is_drawn_beside_the_references() -> None:
    """Rows and columns of both are as they were given."""
    right, own = np.array([[3, 1], [0, 4]]), np.array([[1, 3], [2, 2]])
    plot = Confusion(CONFUSION, ((3.0, 1.0), (0.0, 4.0)), ((1.0, 3.0), (2.0, 2.0)))
    assert drawn(CONFUSION, {"counts": own}, reference={"counts": right}) == (plot,)


@pytest.mark.parametrize(
    ("right", "own"),
    [
        (np.eye(2), np.eye(3)),
        (np.eye(2), np.array([[np.nan, 0], [0, 1]])),
        (np.eye(2), np.ones(4)),
        (np.eye(2), "many"),
        (np.eye(2), None),
        (np.ones((2, 3)), np.ones((2, 3))),
        (np.ones((0, 0)), np.ones((0, 0))),
        (np.array(1.0), np.array(1.0)),
        (np.eye(MOST_CLASSES + 1), np.eye(MOST_CLASSES + 1)),
    ],
)
def test_no_confusion_matrix_is_drawn_of_what_is_none(right: Any, own: Any) -> None:
    """Of another size than the reference's, not square, not finite, too large, or no table at all."""
    assert drawn(CONFUSION, {"counts": own}, reference={"counts": right}) == ()


PLANE = {
    "u": np.array([0.0, 1.0]),
    "v": np.array([0.0, 1.0, 2.0]),
    "at": np.array([[0, 0, 1], [0, 1, 1]]),
    "x": np.array([0.5, 1.0]),
    "y": np.array([0.0, 2.0]),
    "c": np.array([0, 1]),
}


def test_regions_are_drawn_on_the_references_plane() -> None:
    """The classes of both are drawn; no submission can move the plane or the examples on it."""
    own = {**PLANE, "at": np.array([[1, 1, 1], [0, 0, 0]]), "u": np.array([5.0, 6.0]), "c": np.array([1, 0])}
    right, mine = ((0.0, 0.0, 1.0), (0.0, 1.0, 1.0)), ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    data = (((0.5, 0.0), 0), ((1.0, 2.0), 1))
    assert drawn(REGIONS, own, reference=PLANE) == (Regions(REGIONS, (0.0, 1.0), (0.0, 1.0, 2.0), right, mine, data),)


@pytest.mark.parametrize(
    "bad",
    [np.array([[0, 0, 0.5], [0, 1, 1]]), np.full((2, 3), MOST_REGIONS), -np.ones((2, 3)), np.zeros((3, 2)), None],
    ids=str,
)
def test_no_class_is_no_region(bad: Any) -> None:
    """A number that names no colour, or a table of another size, isn't drawn, whoever gave it."""
    assert drawn(REGIONS, {**PLANE, "at": bad}, reference=PLANE) == ()
    assert drawn(REGIONS, PLANE, reference={**PLANE, "at": bad}) == ()


@pytest.mark.parametrize("changed", [{"c": np.array([0])}, {"x": np.array(1.0)}, {"c": np.array([0, -1])}], ids=str)
def test_examples_without_a_place_or_a_class_are_no_data(changed: Any) -> None:
    """Each example has both."""
    assert drawn(REGIONS, PLANE, reference={**PLANE, **changed}) == ()


def test_an_image_is_drawn_beside_the_references() -> None:
    """The uppermost row first, as it was given."""
    right, own = np.array([[0.0, 1.0]]), np.array([[7.0, -7.0]])
    plot = Image(IMAGE, ((0.0, 1.0),), ((7.0, -7.0),))
    assert drawn(IMAGE, {"pixels": own}, reference={"pixels": right}) == (plot,)


@pytest.mark.parametrize(
    ("right", "own"),
    [
        (np.eye(2), np.eye(3)),
        (np.eye(2), np.array([[np.inf, 0], [0, 1]])),
        (np.zeros((2, 2, 3)), np.zeros((2, 2, 3))),
        (np.zeros((0, 2)), np.zeros((0, 2))),
        (np.zeros((1, MOST_TILES + 1)), np.zeros((1, MOST_TILES + 1))),
        (np.eye(2), "picture"),
    ],
)
def test_no_image_is_drawn_of_what_is_none(right: Any, own: Any) -> None:
    """Of another size than the reference's, not finite, in colours, empty, or too large."""
    assert drawn(IMAGE, {"pixels": own}, reference={"pixels": right}) == ()
