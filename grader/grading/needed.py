"""Of a source with many definitions, those that a run needs: the others would be parsed and run for nothing."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from grader.exercise.syntax import tree_of
from grader.sandbox.protocol.source import bound


class Statement(NamedTuple):
    """A statement at the top: its lines, counted from 0, the names that it binds, and those that stand in it."""

    lines: range
    binds: frozenset[str]
    mentions: frozenset[str]


def needed(source: str, names: Collection[str], *, after: str = "") -> str:
    """Return an author's source with nothing but what binds these names, and what that uses; each line stays where it is.

    So do statements that bind no name, and those that bind again what a source that runs before this one, `after`, has bound.
    """
    statements = _statements(source)
    again = {name for one in _statements(after) for name in one.binds}
    found, waiting = set[str](), {*names} | again
    while waiting:
        found |= waiting
        kept = [one for one in statements if not one.binds or not one.binds.isdisjoint(waiting)]
        waiting = {name for one in kept for name in one.mentions} - found
    lines = source.split("\n")
    kept_lines = {
        number for one in statements if not one.binds or not one.binds.isdisjoint(found) for number in one.lines
    }
    return "\n".join(line if number in kept_lines else "" for number, line in enumerate(lines))


@lru_cache(16)
def _statements(source: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            range(_first_line(node) - 1, node.end_lineno or node.lineno),
            frozenset(bound(node)),
            frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)),
        )
        for node in tree_of(source).body
    )


def _first_line(node: ast.stmt) -> int:
    return min((mark.lineno for mark in getattr(node, "decorator_list", ())), default=node.lineno)
