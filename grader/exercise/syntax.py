"""An author's files as Python and TOML: each is parsed once, though many look at it; nobody changes what they are given."""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


PARSING = threading.Lock()
"""Held by whoever parses in a process of several threads: of two that do, Python 3.11 takes one's depth for the other's,
and raises SystemError."""


def tree_of(source: str) -> ast.Module:
    """Return a source's syntax tree; raises what `ast.parse` raises for text that is no Python."""
    with PARSING:
        return _tree_of(source)


@lru_cache(16)
def _tree_of(source: str) -> ast.Module:
    return ast.parse(source)


def first_line(node: ast.stmt) -> int:
    """Return where a statement begins; a definition, with its decorators."""
    return min((mark.lineno for mark in getattr(node, "decorator_list", ())), default=node.lineno)


@lru_cache(16)
def table_of(text: str) -> Mapping[str, Any]:
    """Return what a TOML file holds; raises ValueError or RecursionError for text that is none."""
    found: dict[str, Any] = tomllib.loads(text)
    return found
