"""Plots as SVG, small and without a drawing library.

Each picture says in words what it shows. Of what a run gave, only as much is drawn as lies near the reference's.
What is worth drawing is decided in grader/exercise/plots.py.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Confusion, Curve, Curves, Grade, Image, Lines, Plot, Point, Regions, Step, Steps, Table
from grader.reports.html import elements
from grader.reports.page import Page

# A line that leaves the frame by more than this many of its heights is off the scale.
NEAR = 3
# A row of more entries than this many times the reference's is cut.
MOST_TIMES_LONGER = 3
# As many shades of grey as an eye tells apart.
SHADES = 16
# Of a class, as many plots as a few dozen different programs have.
MOST_KEPT = 200
DRAWN: dict[bytes, tuple[tuple[str, str], ...]] = {}
"""What was drawn last, by a digest of all that it was drawn from."""
DRAWING = threading.Lock()
# Shares of the grid below each contour line: so they are spread over the picture, whatever the surface.
SHARES = (0.02, 0.07, 0.15, 0.26, 0.4, 0.56, 0.73, 0.9)


def pictures(grade: Grade, plot: Plot, page: Page) -> tuple[tuple[str, str], ...]:
    """Return a plot as SVG elements, one for each of its frames, each with its name where there are several.

    What was drawn last is kept: many of a class have the same plots.
    """
    wording = Wording(page.speech, grade.exercise).texts
    texts = wording.plots.get(plot.drawing.name, {})
    curves = (*plot.curves, *plot.cut) if isinstance(plot, Curves) else ()
    names = {curve.name: wording.values.get(curve.name, curve.name) for curve in curves}
    made_from = hashlib.sha256(pickle.dumps((plot, dict(texts), names, page.speech.code))).digest()
    with DRAWING:
        found = DRAWN.pop(made_from, None) or _pictures(plot, texts, names, page)
        # What was asked for last comes last, and the first one goes: those of a class in which all differ don't pile up.
        DRAWN[made_from] = found
        if len(DRAWN) > MOST_KEPT:
            del DRAWN[next(iter(DRAWN))]
    return found


def _pictures(
    plot: Plot, texts: Mapping[str, str], names: Mapping[str, str], page: Page
) -> tuple[tuple[str, str], ...]:
    if isinstance(plot, Curves):
        drawn = [(names[curve.name], _curve(curve, texts, page)) for curve in (*plot.curves, *plot.cut)]
    elif isinstance(plot, Confusion):
        # Of the reference's alone, so that no submission can wash it out.
        most = max(abs(count) for row in plot.expected for count in row)
        drawn = _both(plot, lambda table: _confusion(table, most, texts, page), page)
    elif isinstance(plot, Regions):
        drawn = _both(plot, lambda table: _regions(plot, table, texts, page), page)
    elif isinstance(plot, Image):
        drawn = _both(plot, lambda table: _image(plot, table, texts, page), page)
    elif isinstance(plot, Lines):
        drawn = [("", _lines(plot, texts, page))]
    else:
        drawn = [("", _steps(plot, texts, page))]
    return tuple((name, ET.tostring(svg, encoding="unicode")) for name, svg in drawn)


def _both(
    plot: Confusion | Regions | Image, draw: Callable[[Table], ET.Element], page: Page
) -> list[tuple[str, ET.Element]]:
    """Return the student's table and the reference's, each drawn in a frame of its own."""
    tables = {N_("Yours"): plot.actual, N_("Reference"): plot.expected}
    return [(page.speech.say(whose), draw(table)) for whose, table in tables.items()]


def is_apart(plot: Plot) -> bool:
    """Whether the student's and the reference's have a picture each, so that none needs a legend."""
    return isinstance(plot, (Confusion, Regions, Image))


def missing(plot: Plot) -> bool:
    """Whether something of the student's run couldn't be drawn, for want of finite numbers."""
    if isinstance(plot, Curves):
        return bool(plot.cut)
    if isinstance(plot, Lines):
        return plot.actual is None
    return isinstance(plot, Steps) and any(step.actual is None for step in plot.steps)


# The kinds ----------------------------------------------------------------------------------------


def _curve(curve: Curve, texts: Mapping[str, str], page: Page) -> ET.Element:
    actual = curve.actual[: MOST_TIMES_LONGER * len(curve.expected)]
    y = elements.reach(curve.expected, actual)
    frame = elements.Frame((0.5, max(len(curve.expected), len(actual), 1) + 0.5), y, elements.WIDTH - 60, 130)
    off = len(actual) < len(curve.actual) or not all(frame.y[0] <= number <= frame.y[1] for number in actual)
    svg = elements.picture(frame, curve.name, _curve_in_words(curve, off, page))
    elements.axes(svg, frame, texts.get("x", ""), "", whole=True)
    inside = elements.inside(svg, frame)
    elements.path(inside, frame, enumerate(actual, start=1), "yours")
    for number, value in enumerate(actual[:100], start=1):
        elements.dot(inside, frame, (number, value), "yours dot", 3)
    elements.path(inside, frame, enumerate(curve.expected, start=1), "reference")
    _off(svg, frame, off, page)
    return svg


def _curve_in_words(curve: Curve, off: bool, page: Page) -> str:
    (first, last), (right_first, right_last) = (_ends(numbers) for numbers in (curve.actual, curve.expected))
    sentence = page.speech.say(
        N_("{name}: yours from {first} to {last}, the reference from {right_first} to {right_last}."),
        name=curve.name,
        first=first,
        last=last,
        right_first=right_first,
        right_last=right_last,
    )
    return _and_off(sentence, off, page)


def _ends(numbers: Sequence[float]) -> tuple[str, str]:
    return (elements.shown(numbers[0]), elements.shown(numbers[-1])) if numbers else ("—", "—")


def _lines(plot: Lines, texts: Mapping[str, str], page: Page) -> ET.Element:
    x, y = ([point[i] for point in plot.data] for i in (0, 1))
    frame = elements.Frame(elements.around(x), elements.around(y), elements.WIDTH - 60, 200)
    ends = [(at, plot.actual[0] * at + plot.actual[1]) for at in frame.x] if plot.actual else []
    off = any(not -NEAR * frame.height <= frame.down(value) <= (1 + NEAR) * frame.height for _, value in ends)
    svg = elements.picture(frame, texts.get("title", ""), _lines_in_words(plot, off, page))
    elements.axes(svg, frame, texts.get("x", ""), texts.get("y", ""))
    inside = elements.inside(svg, frame)
    for point in plot.data:
        elements.dot(inside, frame, point, "data", 2)
    elements.path(inside, frame, ends, "yours")
    elements.path(inside, frame, [(at, plot.expected[0] * at + plot.expected[1]) for at in frame.x], "reference")
    _off(svg, frame, off, page)
    return svg


def _lines_in_words(plot: Lines, off: bool, page: Page) -> str:
    expected, actual = (_equation(line) for line in (plot.expected, plot.actual))
    sentence = page.speech.say(
        N_("{n} points; your line: {actual}; the reference's: {expected}."),
        n=len(plot.data),
        actual=actual,
        expected=expected,
    )
    return _and_off(sentence, off, page)


def _equation(line: Point | None) -> str:
    return (
        "—"
        if line is None
        else f"{elements.shown(line[0])} · x {'-' if line[1] < 0 else '+'} {elements.shown(abs(line[1]))}"
    )


def _confusion(table: Table, most: float, texts: Mapping[str, str], page: Page) -> ET.Element:
    """Draw a table of counts, the darker the more."""
    side, size = elements.WIDTH - 60, len(table)
    frame = elements.Frame((0, size), (size, 0), side, side)
    svg = elements.picture(frame, texts.get("title", ""), _confusion_in_words(table, page))
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            elements.cell(
                svg, frame, (column, row), elements.shown(count), min(1.0, abs(count) / most) if most else 0.0
            )
    for number in range(size):
        middle = (number + 0.5) * side / size
        elements.text(svg, (frame.left - 6, frame.top + middle + 4), str(number), "tick end")
        elements.text(svg, (frame.left + middle, frame.top + side + 16), str(number), "tick middle")
    elements.text(svg, (frame.left + side, frame.top + side + 30), texts.get("x", ""), "label end")
    elements.text(svg, (frame.left, frame.top - 8), texts.get("y", ""), "label")
    return svg


def _confusion_in_words(table: Table, page: Page) -> str:
    sentence = N_("Row {number}: {counts}.")
    rows = (", ".join(map(elements.shown, row)) for row in table)
    return " ".join(page.speech.say(sentence, number=number, counts=counts) for number, counts in enumerate(rows))


def _regions(plot: Regions, table: Table, texts: Mapping[str, str], page: Page) -> ET.Element:
    """Draw a plane in the colours of its classes, and the examples in those of their true ones."""
    side = elements.WIDTH - 60
    frame = elements.Frame(elements.axis(plot.across), elements.axis(plot.up), side, side)
    svg = elements.picture(frame, texts.get("title", ""), _regions_in_words(table, page))
    elements.axes(svg, frame, texts.get("x", ""), texts.get("y", ""))
    inside = elements.inside(svg, frame)
    rows = [[int(column[j]) for column in table] for j in reversed(range(len(plot.up)))]
    classes = sorted({number for row in rows for number in row})
    for number in classes:
        elements.tiles(inside, frame, rows, number, {"class": f"region class-{number}"})
    for point, number in plot.data:
        elements.dot(inside, frame, point, f"example class-{number}", 3)
    # For readers who can't tell the colours apart.
    for number in classes:
        elements.name_tiles(inside, frame, rows, number)
    return svg


def _regions_in_words(table: Table, page: Page) -> str:
    places = [int(number) for column in table for number in column]
    sentence = N_("Class {number}: {share} % of the plane.")
    shares = ((number, round(100 * places.count(number) / len(places))) for number in sorted({*places}))
    return " ".join(page.speech.say(sentence, number=number, share=share) for number, share in shares)


def _image(plot: Image, table: Table, texts: Mapping[str, str], page: Page) -> ET.Element:
    """Draw numbers as shades between the reference's least, which is black, and its largest, which is white."""
    everything = [number for row in plot.expected for number in row]
    low, high = min(everything), max(everything)
    side = elements.WIDTH - 60
    size = side / max(len(table), len(table[0]))
    frame = elements.Frame((0, 1), (0, 1), round(size * len(table[0])), round(size * len(table)))
    svg = elements.picture(frame, texts.get("title", ""), _image_in_words(table, page))
    inside = elements.inside(svg, frame)
    shades = [[round((SHADES - 1) * elements.share(number, low, high)) for number in row] for row in table]
    for shade in sorted({shade for row in shades for shade in row}):
        grey = round(255 * shade / (SHADES - 1))
        elements.tiles(inside, frame, shades, shade, {"fill": f"#{grey:02x}{grey:02x}{grey:02x}"})
    return svg


def _image_in_words(table: Table, page: Page) -> str:
    everything = [number for row in table for number in row]
    return page.speech.say(
        N_("{height} by {width} pixels, from {low} to {high}."),
        height=len(table),
        width=len(table[0]),
        low=elements.shown(min(everything)),
        high=elements.shown(max(everything)),
    )


def _steps(plot: Steps, texts: Mapping[str, str], page: Page) -> ET.Element:
    side = elements.WIDTH - 60
    frame = elements.Frame(elements.axis(plot.across), elements.axis(plot.up), side, side)
    off = any(step.actual is not None and not frame.holds(step.actual) for step in plot.steps)
    words = " ".join(_step_in_words(step, page) for step in plot.steps)
    svg = elements.picture(frame, texts.get("title", ""), _and_off(words, off, page))
    elements.axes(svg, frame, texts.get("x", ""), texts.get("y", ""))
    inside = elements.inside(svg, frame)
    if len(plot.across) > 1 and len(plot.up) > 1:
        for line in _contours(plot):
            elements.path(inside, frame, line, "contour")
        elements.cross(inside, frame, _lowest(plot))
    for step in plot.steps:
        for end, kind in ((step.actual, "yours"), (step.expected, "reference")):
            if end is not None:
                elements.arrow(inside, frame, step.start, end, kind)
        elements.dot(inside, frame, step.start, "start", 4)
    _off(svg, frame, off, page)
    return svg


def _contours(plot: Steps) -> Iterator[Sequence[Point]]:
    """Yield lines of equal height, each as the points that it passes."""
    from contourpy import contour_generator  # noqa: PLC0415 (only pages have plots)

    everything = sorted(height for column in plot.heights for height in column)
    surface = contour_generator(plot.across, plot.up, list(zip(*plot.heights, strict=True)))
    for share in SHARES:
        lines: Any = surface.lines(everything[int(share * (len(everything) - 1))])
        for line in lines:
            yield line.tolist()


def _step_in_words(step: Step, page: Page) -> str:
    start, expected, actual = (
        f"({elements.shown(point[0])}, {elements.shown(point[1])})" if point else "—"
        for point in (step.start, step.expected, step.actual)
    )
    sentence = N_("From {start}: yours to {actual}, the reference's to {expected}.")
    return page.speech.say(sentence, start=start, actual=actual, expected=expected)


def _lowest(plot: Steps) -> Point:
    best = min(range(len(plot.across)), key=lambda i: min(plot.heights[i]))
    return plot.across[best], plot.up[plot.heights[best].index(min(plot.heights[best]))]


def _off(svg: ET.Element, frame: elements.Frame, off: bool, page: Page) -> None:
    """Mark in the picture that something of the student's lies outside of it."""
    if off:
        words = page.speech.say(N_("yours goes off the scale"))
        elements.text(svg, (frame.left + frame.width, frame.top - 8), words, "off end")


def _and_off(sentence: str, off: bool, page: Page) -> str:
    return f"{sentence} {page.speech.say(N_('Yours goes off the scale of the picture.'))}" if off else sentence
