"""Plots as SVG, small and without a drawing library: frames, ticks, lines; every text and number is ours to draw.

Each picture says in words what it shows. Of what a run gave, only as much is drawn as lies near the reference's.
What is worth drawing is decided in grader/drawing.py; here, any finite numbers make a picture, also none and huge ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from grader.model import Curve, Curves, Grade, Lines, Plot, Point, Step, Steps
from grader.reports.page import Page
from grader.speech import N_

WIDTH = 360
# Beyond the reference's own range, this many times as much is drawn of what a submission gave.
ROOM = 1.0
# A line that leaves the frame by more than this many of its heights is off the scale.
NEAR = 3
# A row of more entries than this many times the reference's is cut.
MOST_TIMES_LONGER = 3
# Pixels; far outside of any frame, and far from what a browser can't draw.
FAR = 1e5
# An axis ends here at the latest: beyond it, differences of numbers aren't finite.
LARGEST = 1e100
# Two ends of an axis that differ by less than this share of their size are one number.
SAME = 1e-9
TICKS = 4
DIGITS = 4
# Shares of the grid below each contour line: so they are spread over the picture, whatever the surface.
SHARES = (0.02, 0.07, 0.15, 0.26, 0.4, 0.56, 0.73, 0.9)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of a picture, and the numbers at its edges."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: int
    height: int
    left: int = 44
    top: int = 22

    def across(self, number: float) -> float:
        """Give the pixels from the left edge."""
        return _within((number - self.x[0]) / (self.x[1] - self.x[0]) * self.width, -FAR, FAR)

    def down(self, number: float) -> float:
        """Give the pixels from the upper edge."""
        return _within((self.y[1] - number) / (self.y[1] - self.y[0]) * self.height, -FAR, FAR)

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies inside."""
        return self.x[0] <= point[0] <= self.x[1] and self.y[0] <= point[1] <= self.y[1]


def pictures(grade: Grade, plot: Plot, page: Page) -> tuple[tuple[str, str], ...]:
    """Give a plot as SVG elements, one for each of its frames, each with its name where there are several."""
    texts = page.speech.texts(grade.exercise).plots.get(plot.drawing.name, {})
    if isinstance(plot, Curves):
        names = page.speech.texts(grade.exercise).values
        drawn = [(names.get(curve.name, curve.name), _curve(curve, texts, page)) for curve in (*plot.curves, *plot.cut)]
    elif isinstance(plot, Lines):
        drawn = [("", _lines(plot, texts, page))]
    else:
        drawn = [("", _steps(plot, texts, page))]
    return tuple((name, ET.tostring(svg, encoding="unicode")) for name, svg in drawn)


def missing(plot: Plot) -> bool:
    """Tell whether something of the student's run couldn't be drawn, for want of finite numbers."""
    if isinstance(plot, Curves):
        return bool(plot.cut)
    if isinstance(plot, Lines):
        return plot.actual is None
    return any(step.actual is None for step in plot.steps)


# The three kinds ----------------------------------------------------------------------------------


def _curve(curve: Curve, texts: Mapping[str, str], page: Page) -> ET.Element:
    actual = curve.actual[: MOST_TIMES_LONGER * len(curve.expected)]
    y = _range(curve.expected, actual)
    frame = Frame((0.5, max(len(curve.expected), len(actual), 1) + 0.5), y, WIDTH - 60, 130)
    off = len(actual) < len(curve.actual) or not all(frame.y[0] <= number <= frame.y[1] for number in actual)
    svg = _svg(frame, curve.name, _curve_in_words(curve, off, page))
    _axes(svg, frame, texts.get("x", ""), "", whole=True)
    inside = _inside(svg, frame)
    _path(inside, frame, enumerate(actual, start=1), "yours")
    for number, value in enumerate(actual[:100], start=1):
        _dot(inside, frame, (number, value), "yours dot", 3)
    _path(inside, frame, enumerate(curve.expected, start=1), "reference")
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
    return (_shown(numbers[0]), _shown(numbers[-1])) if numbers else ("—", "—")


def _lines(plot: Lines, texts: Mapping[str, str], page: Page) -> ET.Element:
    x, y = ([point[i] for point in plot.data] for i in (0, 1))
    frame = Frame(_around(x), _around(y), WIDTH - 60, 200)
    ends = [(at, plot.actual[0] * at + plot.actual[1]) for at in frame.x] if plot.actual else []
    off = any(not -NEAR * frame.height <= frame.down(value) <= (1 + NEAR) * frame.height for _, value in ends)
    svg = _svg(frame, texts.get("title", ""), _lines_in_words(plot, off, page))
    _axes(svg, frame, texts.get("x", ""), texts.get("y", ""))
    inside = _inside(svg, frame)
    for point in plot.data:
        _dot(inside, frame, point, "data", 2)
    _path(inside, frame, ends, "yours")
    _path(inside, frame, [(at, plot.expected[0] * at + plot.expected[1]) for at in frame.x], "reference")
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
    return "—" if line is None else f"{_shown(line[0])} · x {'-' if line[1] < 0 else '+'} {_shown(abs(line[1]))}"


def _steps(plot: Steps, texts: Mapping[str, str], page: Page) -> ET.Element:
    side = WIDTH - 60
    frame = Frame(_axis(plot.across), _axis(plot.up), side, side)
    off = any(step.actual is not None and not frame.holds(step.actual) for step in plot.steps)
    words = " ".join(_step_in_words(step, page) for step in plot.steps)
    svg = _svg(frame, texts.get("title", ""), _and_off(words, off, page))
    _axes(svg, frame, texts.get("x", ""), texts.get("y", ""))
    inside = _inside(svg, frame)
    if len(plot.across) > 1 and len(plot.up) > 1:
        for line in _contours(plot):
            _path(inside, frame, line, "contour")
        _cross(inside, frame, _lowest(plot))
    for step in plot.steps:
        for end, kind in ((step.actual, "yours"), (step.expected, "reference")):
            if end is not None:
                _arrow(inside, frame, step.start, end, kind)
        _dot(inside, frame, step.start, "start", 4)
    _off(svg, frame, off, page)
    return svg


def _contours(plot: Steps) -> Iterator[Sequence[Point]]:
    """Give lines of equal height, each as the points that it passes."""
    from contourpy import contour_generator

    everything = sorted(height for column in plot.heights for height in column)
    surface = contour_generator(plot.across, plot.up, list(zip(*plot.heights, strict=True)))
    for share in SHARES:
        lines: Any = surface.lines(everything[int(share * (len(everything) - 1))])
        for line in lines:
            yield line.tolist()


def _step_in_words(step: Step, page: Page) -> str:
    start, expected, actual = (
        f"({_shown(point[0])}, {_shown(point[1])})" if point else "—"
        for point in (step.start, step.expected, step.actual)
    )
    sentence = N_("From {start}: yours to {actual}, the reference's to {expected}.")
    return page.speech.say(sentence, start=start, actual=actual, expected=expected)


def _lowest(plot: Steps) -> Point:
    best = min(range(len(plot.across)), key=lambda i: min(plot.heights[i]))
    return plot.across[best], plot.up[plot.heights[best].index(min(plot.heights[best]))]


# Numbers ------------------------------------------------------------------------------------------


def _within(number: float, low: float, high: float) -> float:
    return max(low, min(high, number))


def _shown(number: float) -> str:
    return f"{number:.{DIGITS}g}"


def _range(expected: Sequence[float], actual: Sequence[float]) -> tuple[float, float]:
    """Return a range with all of the reference's numbers in it, and of the student's what is not far away."""
    if not expected:
        return _around(actual)
    low, high = min(expected), max(expected)
    room = ROOM * max(high - low, 0.1 * max(abs(low), abs(high)), 1e-6)
    return _around([low, high, *(_within(number, low - room, high + room) for number in actual)])


def _around(numbers: Sequence[float]) -> tuple[float, float]:
    """Return a range with room on both sides of the numbers; some range where there are none."""
    low, high = (_within(end, -LARGEST, LARGEST) for end in (min(numbers, default=0.0), max(numbers, default=0.0)))
    size = max(abs(low), abs(high))
    pad = 0.06 * (high - low) if high - low > SAME * size else 0.1 * size
    # Of numbers as small as this, an axis would have no ticks that can be told apart.
    pad = pad if pad > 1 / LARGEST else 1.0
    return low - pad, high + pad


def _axis(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis that an exercise gave as its numbers, if they are an axis."""
    around = _around(numbers)
    ends = (numbers[0], numbers[-1]) if numbers else around
    least = max(1 / LARGEST, SAME * max(map(abs, ends)))
    rising = around[0] < ends[0] < ends[1] < around[1] and ends[1] - ends[0] > least
    return ends if rising else around


def _ticks(low: float, high: float, *, whole: bool) -> Iterator[float]:
    """Give round numbers between two others."""
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough)
    step = max(1.0, step) if whole else step
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield number * step


# Elements -----------------------------------------------------------------------------------------


def _svg(frame: Frame, title: str, words: str) -> ET.Element:
    height = frame.top + frame.height + 34
    svg = ET.Element("svg", {"viewBox": f"0 0 {WIDTH} {height}", "role": "img", "class": "plot"})
    ET.SubElement(svg, "title").text = title
    ET.SubElement(svg, "desc").text = words
    return svg


def _inside(svg: ET.Element, frame: Frame) -> ET.Element:
    """Give what is cut at the frame's edges: an SVG in an SVG is."""
    place = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
    return ET.SubElement(svg, "svg", {name: str(number) for name, number in place.items()})


def _axes(svg: ET.Element, frame: Frame, x: str, y: str, *, whole: bool = False) -> None:
    bottom = frame.top + frame.height
    for number in _ticks(*frame.y, whole=False):
        at = frame.top + frame.down(number)
        _line(svg, (frame.left, at), (frame.left + frame.width, at), "grid")
        _text(svg, (frame.left - 6, at + 4), f"{number:.6g}", "tick end")
    for number in _ticks(*frame.x, whole=whole):
        at = frame.left + frame.across(number)
        _line(svg, (at, bottom), (at, bottom + 4), "axis")
        _text(svg, (at, bottom + 16), f"{number:.6g}", "tick middle")
    _line(svg, (frame.left, bottom), (frame.left + frame.width, bottom), "axis")
    _text(svg, (frame.left + frame.width, bottom + 30), x, "label end")
    _text(svg, (frame.left, frame.top - 8), y, "label")


def _off(svg: ET.Element, frame: Frame, off: bool, page: Page) -> None:
    """Say in the picture that something of the student's lies outside of it."""
    if off:
        words = page.speech.say(N_("yours goes off the scale"))
        _text(svg, (frame.left + frame.width, frame.top - 8), words, "off end")


def _and_off(sentence: str, off: bool, page: Page) -> str:
    return f"{sentence} {page.speech.say(N_('Yours goes off the scale of the picture.'))}" if off else sentence


def _path(parent: ET.Element, frame: Frame, points: Iterable[tuple[float, float]], kind: str) -> None:
    steps = " ".join(f"{frame.across(x):.1f},{frame.down(y):.1f}" for x, y in points)
    if steps:
        ET.SubElement(parent, "polyline", {"points": steps, "class": kind})


def _arrow(parent: ET.Element, frame: Frame, start: Point, end: Point, kind: str) -> None:
    """Draw an arrow, up to the frame's edge where it leads out."""
    x, y = frame.across(start[0]), frame.down(start[1])
    across, down = frame.across(end[0]) - x, frame.down(end[1]) - y
    length = math.hypot(across, down)
    if length < 1:
        return
    share = min(1.0, _until(x, across, frame.width), _until(y, down, frame.height))
    tip = x + share * across, y + share * down
    _line(parent, (x, y), tip, kind)
    size = min(9.0, share * length / 2)
    ahead, aside = size * across / length, size * down / length
    head = [tip, *((tip[0] - ahead + s * aside / 2, tip[1] - aside - s * ahead / 2) for s in (1, -1))]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in head)
    ET.SubElement(parent, "polygon", {"points": points, "class": f"{kind} head"})


def _until(start: float, way: float, size: float) -> float:
    """Give the share of a way that lies before the frame's edge."""
    return ((size if way > 0 else 0.0) - start) / way if way else 1.0


def _cross(parent: ET.Element, frame: Frame, point: Point) -> None:
    x, y = frame.across(point[0]), frame.down(point[1])
    _line(parent, (x - 5, y), (x + 5, y), "lowest")
    _line(parent, (x, y - 5), (x, y + 5), "lowest")


def _dot(parent: ET.Element, frame: Frame, point: Point, kind: str, radius: float) -> None:
    place = {"cx": f"{frame.across(point[0]):.1f}", "cy": f"{frame.down(point[1]):.1f}", "r": f"{radius:g}"}
    ET.SubElement(parent, "circle", {**place, "class": kind})


def _line(parent: ET.Element, start: Point, end: Point, kind: str) -> None:
    place = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    ET.SubElement(parent, "line", {**{name: f"{at:.1f}" for name, at in place.items()}, "class": kind})


def _text(parent: ET.Element, place: Point, words: str, kind: str) -> None:
    ET.SubElement(parent, "text", {"x": f"{place[0]:.1f}", "y": f"{place[1]:.1f}", "class": kind}).text = words
