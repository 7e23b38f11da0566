"""Contour lines of a surface given on a grid, by marching squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from grader.model import Point

Corner: TypeAlias = tuple[int, int]
# Shares of the grid that lie below a level: so the lines are spread over the picture, whatever the surface.
SHARES = (0.02, 0.07, 0.15, 0.26, 0.4, 0.56, 0.73, 0.9)


def contours(across: Sequence[float], up: Sequence[float], heights: Sequence[Sequence[float]]) -> Iterator[list[Point]]:
    """Give lines of equal height, level by level; each as the points that it passes."""
    everything = sorted(height for row in heights for height in row)
    for share in SHARES:
        level = everything[int(share * (len(everything) - 1))]
        yield from _joined(list(_pieces(across, up, heights, level)))


def _pieces(
    across: Sequence[float], up: Sequence[float], heights: Sequence[Sequence[float]], level: float
) -> Iterator[tuple[Point, Point]]:
    """Give where a level crosses each square of the grid: in at one side and out at another."""

    def crossing(one: Corner, other: Corner) -> Point | None:
        # From the same end always, so that both squares at a side find the very same point.
        (a, b), (c, d) = sorted((one, other))
        here, there = heights[a][b] - level, heights[c][d] - level
        if (here < 0) == (there < 0):
            return None
        share = here / (here - there)
        return across[a] + share * (across[c] - across[a]), up[b] + share * (up[d] - up[b])

    for i in range(len(across) - 1):
        for j in range(len(up) - 1):
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            sides = zip(corners, corners[1:] + corners[:1], strict=True)
            found = [point for point in (crossing(*side) for side in sides) if point is not None]
            yield from zip(found[::2], found[1::2], strict=True)


def _joined(pieces: list[tuple[Point, Point]]) -> Iterator[list[Point]]:
    """Lay the pieces end to end."""
    ends: dict[Point, list[int]] = {}
    for number, piece in enumerate(pieces):
        for point in piece:
            ends.setdefault(point, []).append(number)
    left = set(range(len(pieces)))

    def follow(point: Point) -> Iterator[Point]:
        while True:
            number = next((n for n in ends[point] if n in left), None)
            if number is None:
                return
            left.remove(number)
            point = pieces[number][pieces[number][0] == point]
            yield point

    for number in range(len(pieces)):
        if number in left:
            left.remove(number)
            first, second = pieces[number]
            yield [*reversed(list(follow(first))), first, second, *follow(second)]
