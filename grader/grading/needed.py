"""Of a source with many definitions, those that a run needs: the others would be parsed and run for nothing."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from grader.exercise.syntax import first_line, tree_of
from grader.sandbox.protocol.source import bound

# What may be left out where nobody needs what it binds; any other statement may do something for all that follow.
BINDING = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
EVERYTHING = "*"


class Statement(NamedTuple):
    """A statement at the top: its lines, counted from 0, the names that it is there for, and those that stand in it."""

    lines: range
    binds: frozenset[str]
    mentions: frozenset[str]

    def stays(self, names: Collection[str]) -> bool:
        """Whether it is there for one of these names, or for more than names."""
        return not self.binds or not self.binds.isdisjoint(names)


def needed(source: str, names: Collection[str], *, after: str = "") -> str:
    """Return an author's source with nothing but what binds these names, and what that uses; each line stays where it is.

    So do statements that do more than bind names, and those that bind again what a source that runs before this one, `after`,
    has bound.
    """
    statements = _statements(source)
    found, waiting = set[str](), {*names, *(name for one in _statements(after) for name in one.binds)}
    while waiting:
        found |= waiting
        waiting = {name for one in statements if one.stays(waiting) for name in one.mentions} - found
    lines = {number for one in statements if one.stays(found) for number in one.lines}
    return "\n".join(line if number in lines else "" for number, line in enumerate(source.split("\n")))


@lru_cache(16)
def _statements(source: str) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            range(first_line(node) - 1, node.end_lineno or node.lineno),
            _binds(node),
            frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)),
        )
        for node in tree_of(source).body
    )


def _binds(node: ast.stmt) -> frozenset[str]:
    names = frozenset(bound(node)) if isinstance(node, BINDING) else frozenset[str]()
    return frozenset() if EVERYTHING in names else names
