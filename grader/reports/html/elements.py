"""The elements of a picture: its frame, axes and marks. Any finite numbers make a picture, also none and huge ones."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from grader.model import Point

WIDTH = 360
# Beyond the reference's own range, this many times as much is drawn of what a submission gave.
ROOM = 1.0
# Pixels; far outside of any frame, and far from what a browser can't draw.
FAR = 1e5
# An axis ends here at the latest: beyond it, differences of numbers aren't finite.
LARGEST = 1e100
# Two ends of an axis that differ by less than this share of their size are one number.
SAME = 1e-9
TICKS = 4
DIGITS = 4


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
        """Return the pixels from the left edge."""
        return _within((number - self.x[0]) / (self.x[1] - self.x[0]) * self.width, -FAR, FAR)

    def down(self, number: float) -> float:
        """Return the pixels from the upper edge."""
        return _within((self.y[1] - number) / (self.y[1] - self.y[0]) * self.height, -FAR, FAR)

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside."""
        return self.x[0] <= point[0] <= self.x[1] and self.y[0] <= point[1] <= self.y[1]


def _within(number: float, low: float, high: float) -> float:
    return max(low, min(high, number))


def shown(number: float) -> str:
    """Write a number in a few digits."""
    return f"{number:.{DIGITS}g}"


def reach(expected: Sequence[float], actual: Sequence[float]) -> tuple[float, float]:
    """Return a range with all of the reference's numbers in it, and of the student's what is not far away."""
    if not expected:
        return around(actual)
    low, high = min(expected), max(expected)
    room = ROOM * max(high - low, 0.1 * max(abs(low), abs(high)), 1e-6)
    return around([low, high, *(_within(number, low - room, high + room) for number in actual)])


def around(numbers: Sequence[float]) -> tuple[float, float]:
    """Return a range with room on both sides of the numbers; some range where there are none."""
    low, high = (_within(end, -LARGEST, LARGEST) for end in (min(numbers, default=0.0), max(numbers, default=0.0)))
    size = max(abs(low), abs(high))
    pad = 0.06 * (high - low) if high - low > SAME * size else 0.1 * size
    # Of numbers as small as this, an axis would have no ticks that can be told apart.
    pad = pad if pad > 1 / LARGEST else 1.0
    return low - pad, high + pad


def axis(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis that an exercise gave as its numbers, if they are an axis."""
    wide = around(numbers)
    ends = (numbers[0], numbers[-1]) if numbers else wide
    least = max(1 / LARGEST, SAME * max(map(abs, ends)))
    rising = wide[0] < ends[0] < ends[1] < wide[1] and ends[1] - ends[0] > least
    return ends if rising else wide


def _ticks(low: float, high: float, *, whole: bool) -> Iterator[float]:
    """Return round numbers between two others."""
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough)
    step = max(1.0, step) if whole else step
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield number * step


def picture(frame: Frame, title: str, words: str) -> ET.Element:
    """Return an empty picture with its title and what it shows in words, for those who hear it."""
    height = frame.top + frame.height + 34
    svg = ET.Element("svg", {"viewBox": f"0 0 {WIDTH} {height}", "role": "img", "class": "plot"})
    ET.SubElement(svg, "title").text = title
    ET.SubElement(svg, "desc").text = words
    return svg


def inside(svg: ET.Element, frame: Frame) -> ET.Element:
    """Return what is cut at the frame's edges: an SVG in an SVG is."""
    place = {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height}
    return ET.SubElement(svg, "svg", {name: str(number) for name, number in place.items()})


def axes(svg: ET.Element, frame: Frame, x: str, y: str, *, whole: bool = False) -> None:
    """Draw the ticks of both axes, and what stands at them."""
    bottom = frame.top + frame.height
    for number in _ticks(*frame.y, whole=False):
        at = frame.top + frame.down(number)
        _line(svg, (frame.left, at), (frame.left + frame.width, at), "grid")
        text(svg, (frame.left - 6, at + 4), f"{number:.6g}", "tick end")
    for number in _ticks(*frame.x, whole=whole):
        at = frame.left + frame.across(number)
        _line(svg, (at, bottom), (at, bottom + 4), "axis")
        text(svg, (at, bottom + 16), f"{number:.6g}", "tick middle")
    _line(svg, (frame.left, bottom), (frame.left + frame.width, bottom), "axis")
    text(svg, (frame.left + frame.width, bottom + 30), x, "label end")
    text(svg, (frame.left, frame.top - 8), y, "label")


def path(parent: ET.Element, frame: Frame, points: Iterable[tuple[float, float]], kind: str) -> None:
    """Draw a line through points."""
    steps = " ".join(f"{frame.across(x):.1f},{frame.down(y):.1f}" for x, y in points)
    if steps:
        ET.SubElement(parent, "polyline", {"points": steps, "class": kind})


def arrow(parent: ET.Element, frame: Frame, start: Point, end: Point, kind: str) -> None:
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
    """Return the share of a way that lies before the frame's edge."""
    return ((size if way > 0 else 0.0) - start) / way if way else 1.0


def cross(parent: ET.Element, frame: Frame, point: Point) -> None:
    """Draw a cross."""
    x, y = frame.across(point[0]), frame.down(point[1])
    _line(parent, (x - 5, y), (x + 5, y), "lowest")
    _line(parent, (x, y - 5), (x, y + 5), "lowest")


def cell(parent: ET.Element, frame: Frame, place: tuple[int, int], words: str, share: float) -> None:
    """Draw a cell of a table by its column and row: the darker, the larger its share."""
    (x, y), size = place, frame.width / frame.x[1]
    corner = {"x": frame.left + x * size, "y": frame.top + y * size, "width": size, "height": size}
    numbers = {name: f"{number:.1f}" for name, number in corner.items()}
    ET.SubElement(parent, "rect", {**numbers, "fill-opacity": f"{0.75 * share:.2f}", "class": "cell"})
    text(parent, (corner["x"] + size / 2, corner["y"] + size / 2 + 4), words, "count middle")


def tiles(parent: ET.Element, frame: Frame, rows: Sequence[Sequence[int]], number: int, how: Mapping[str, str]) -> None:
    """Draw the places of a table that hold a number, the uppermost row first, as one shape that fills the frame."""
    wide, high = frame.width / len(rows[0]), frame.height / len(rows)
    shape = "".join(
        f"M{first * wide:.1f} {down * high:.1f}H{end * wide:.1f}V{(down + 1) * high:.1f}H{first * wide:.1f}z"
        for down, first, end in _runs(rows, number)
    )
    ET.SubElement(parent, "path", {"d": shape, **how})


def name_tiles(parent: ET.Element, frame: Frame, rows: Sequence[Sequence[int]], number: int) -> None:
    """Write a number where the table holds most of it side by side."""
    down, first, end = max(_runs(rows, number), key=lambda run: run[2] - run[1])
    wide, high = frame.width / len(rows[0]), frame.height / len(rows)
    text(parent, ((first + end) / 2 * wide, (down + 0.5) * high + 4), str(number), "count middle")


def _runs(rows: Sequence[Sequence[int]], number: int) -> Iterator[tuple[int, int, int]]:
    """Yield where a number stands side by side: the row, the first column, and the one after the last."""
    for down, row in enumerate(rows):
        at = 0
        for held, places in itertools.groupby(row):
            first, at = at, at + len([*places])
            if held == number:
                yield down, first, at


def share(number: float, low: float, high: float) -> float:
    """Return where between two others a number lies, from 0 to 1; 0 if they are one."""
    low, high, number = (_within(end, -LARGEST, LARGEST) for end in (low, high, number))
    return _within((number - low) / (high - low), 0.0, 1.0) if high > low else 0.0


def dot(parent: ET.Element, frame: Frame, point: Point, kind: str, radius: float) -> None:
    """Draw a dot."""
    place = {"cx": f"{frame.across(point[0]):.1f}", "cy": f"{frame.down(point[1]):.1f}", "r": f"{radius:g}"}
    ET.SubElement(parent, "circle", {**place, "class": kind})


def _line(parent: ET.Element, start: Point, end: Point, kind: str) -> None:
    place = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    ET.SubElement(parent, "line", {**{name: f"{at:.1f}" for name, at in place.items()}, "class": kind})


def text(parent: ET.Element, place: Point, words: str, kind: str) -> None:
    """Write words at a place of the picture."""
    ET.SubElement(parent, "text", {"x": f"{place[0]:.1f}", "y": f"{place[1]:.1f}", "class": kind}).text = words
