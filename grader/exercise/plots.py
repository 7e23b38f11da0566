"""What an exercise wants drawn, and evidence, become plots; the student's numbers come in finite, bounded, or not at all.

A drawing in which nothing would be the student's is left out: there is nothing to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from grader.model import (
    Confusion,
    Curve,
    Curves,
    Drawing,
    Evidence,
    Exercise,
    Image,
    Lines,
    Plot,
    Point,
    Question,
    Regions,
    Step,
    Steps,
    Table,
    Value,
    Values,
    Verdict,
)

# More can't be drawn in a line of a terminal; ten are expected.
LONGEST_CURVE = 1000
# Enough for smooth contours and for every point of a screen's worth of data.
MOST_POINTS = 1000
# A number can still be read in its cell.
MOST_CLASSES = 12
# As many colours as can be told apart.
MOST_REGIONS = 8
# A side of a picture or of a grid: larger, and a page would be slow.
MOST_TILES = 128


def plots(
    exercise: Exercise, verdicts: Iterable[Verdict], *, reference: Evidence, student: Evidence
) -> tuple[Plot, ...]:
    """Return what can be drawn of what the exercise wants: of the draw that decided its check, or else of the first."""
    draws = {verdict.check: verdict.draw for verdict in verdicts}
    found = []
    for drawing in exercise.questions.drawings:
        question = Question(drawing.check, draws.get(drawing.check, 0))
        expected, actual = reference.observations[question].values, student.observations[question].values
        plot = KINDS[drawing.kind][1](drawing, expected, actual) if actual else None
        found += [plot] if plot is not None else []
    return tuple(found)


def _curves(drawing: Drawing, expected: Values, actual: Values) -> Curves | None:
    """Return the curves that both runs gave, and what there is of the others."""
    right = {name: row(expected.get(name)) for name in drawing.values["curves"]}
    whole = tuple(Curve(name, numbers, row(actual.get(name))) for name, numbers in right.items() if numbers)
    cut = (Curve(curve.name, curve.expected, _beginning(actual.get(curve.name))) for curve in whole if not curve.actual)
    found = Curves(drawing, tuple(curve for curve in whole if curve.actual), tuple(cut))
    return found if any(curve.actual for curve in (*found.curves, *found.cut)) else None


def _lines(drawing: Drawing, expected: Values, actual: Values) -> Lines | None:
    """Return the reference's data, so that no submission can move them, and both lines."""
    x, y = (row(expected.get(name)) for name in drawing.values["data"])
    right, line = (_point(values, drawing.values["line"]) for values in (expected, actual))
    if not x or len(x) != len(y) or right is None or line is None:
        return None
    return Lines(drawing, tuple(zip(x, y, strict=True))[:MOST_POINTS], right, line)


def _steps(drawing: Drawing, expected: Values, actual: Values) -> Steps | None:
    """Return the reference's surface and starts, and where the steps of both led."""
    across, up = (row(expected.get(name)) for name in drawing.values["axes"])
    heights = _table(expected.get(drawing.values["surface"]), (len(across), len(up)))
    steps = tuple(_each_step(drawing.values["steps"], expected, actual))
    return Steps(drawing, across, up, heights, steps) if heights and any(step.actual for step in steps) else None


def _confusion(drawing: Drawing, expected: Values, actual: Values) -> Confusion | None:
    """Return both tables, the student's if it is of the reference's size."""
    name = drawing.values["matrix"]
    given = expected.get(name)
    classes = len(given) if isinstance(given, np.ndarray) and given.ndim else 0
    right, own = (_table(values.get(name), (classes, classes)) for values in (expected, actual))
    return Confusion(drawing, right, own) if 0 < classes <= MOST_CLASSES and right and own else None


def _regions(drawing: Drawing, expected: Values, actual: Values) -> Regions | None:
    """Return the reference's grid and data, and the classes that both runs gave on that grid."""
    across, up = (row(expected.get(name)) for name in drawing.values["axes"])
    x, y, classes = (row(expected.get(name)) for name in (*drawing.values["data"], drawing.values["classes"]))
    size = len(across), len(up)
    right, own = (_table(values.get(drawing.values["regions"]), size) for values in (expected, actual))
    if not right or not own or not 1 < min(size) <= max(size) <= MOST_TILES or not len(x) == len(y) == len(classes):
        return None
    if not {*classes}.union(*right, *own) <= {*range(MOST_REGIONS)}:
        return None
    data = tuple(zip(zip(x, y, strict=True), map(int, classes), strict=True))
    return Regions(drawing, across, up, right, own, data[:MOST_POINTS])


def _image(drawing: Drawing, expected: Values, actual: Values) -> Image | None:
    """Return both pictures, the student's if it is of the reference's size."""
    name = drawing.values["image"]
    given = expected.get(name)
    size = given.shape if isinstance(given, np.ndarray) and given.ndim == len(("rows", "columns")) else (0, 0)
    right, own = (_table(values.get(name), size) for values in (expected, actual))
    return Image(drawing, right, own) if 0 < min(size) <= max(size) <= MOST_TILES and right and own else None


def _each_step(wanted: Iterable[Mapping[str, list[str]]], expected: Values, actual: Values) -> Iterator[Step]:
    for step in wanted:
        start, end = _point(expected, step["from"]), _point(expected, step["to"])
        if start is not None and end is not None:
            yield Step(start, end, _point(actual, step["to"]))


KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[Drawing, Values, Values], Plot | None]]] = {
    "curves": (("curves",), _curves),
    "lines_through_data": (("data", "line"), _lines),
    "confusion_matrix": (("matrix",), _confusion),
    "decision_regions": (("regions", "axes", "data", "classes"), _regions),
    "image": (("image",), _image),
    "steps_on_contour": (("surface", "axes", "steps"), _steps),
}
"""The kinds of drawings: what an exercise must name for each, and what makes the plot."""


def row(value: Value) -> tuple[float, ...]:
    """Return a history's numbers; nothing, unless it is one row of finite numbers that can be drawn."""
    if (
        not isinstance(value, np.ndarray)
        or value.ndim != 1
        or value.size > LONGEST_CURVE
        or not np.isfinite(value).all()
    ):
        return ()
    return tuple(float(number) for number in value)


def _beginning(value: Value) -> tuple[float, ...]:
    """Return the numbers of a row up to the first that isn't finite."""
    if not isinstance(value, np.ndarray) or value.ndim != 1:
        return ()
    return row(value[: next(iter(np.flatnonzero(~np.isfinite(value))), LONGEST_CURVE)])


def _table(value: Value, shape: tuple[int, ...]) -> Table:
    if not isinstance(value, np.ndarray) or value.shape != shape or not np.isfinite(value).all():
        return ()
    return tuple(tuple(float(number) for number in line) for line in value)


def _point(values: Values, names: Iterable[str]) -> Point | None:
    """Return two numbers as a point; None, unless both are finite numbers."""
    numbers = [values.get(name) for name in names]
    if not all(isinstance(n, np.ndarray) and n.shape == () and np.isfinite(n) for n in numbers):
        return None
    first, second = (float(np.asarray(number)) for number in numbers)
    return first, second
