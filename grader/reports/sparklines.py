"""A curve in one line of text."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model import Curve

MOST_POINTS = 40
BLOCKS = "▁▂▃▄▅▆▇█"


def lines_of(curve: Curve) -> tuple[str, str]:
    """Draw the student's curve and the reference's, on one scale for both."""
    low = min((*curve.expected, *curve.actual), default=0.0)
    high = max((*curve.expected, *curve.actual), default=0.0)
    return _line(curve.actual, low, high), _line(curve.expected, low, high)


def _line(numbers: Iterable[float], low: float, high: float) -> str:
    return "".join(BLOCKS[_level(number, low, high)] for number in list(numbers)[:MOST_POINTS])


def _level(number: float, low: float, high: float) -> int:
    # Halves, since the difference of two huge numbers of either sign isn't finite.
    height = high / 2 - low / 2
    return round((number / 2 - low / 2) / height * (len(BLOCKS) - 1)) if height > 0 else 0
