"""An author's files as Python and TOML: each is parsed once, though many look at it; nobody changes what they are given."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@lru_cache(16)
def tree_of(source: str) -> ast.Module:
    """Return a source's syntax tree; raises what `ast.parse` raises for text that is no Python."""
    return ast.parse(source)


@lru_cache(16)
def table_of(text: str) -> Mapping[str, Any]:
    """Return what a TOML file holds; raises ValueError or RecursionError for text that is none."""
    found: dict[str, Any] = tomllib.loads(text)
    return found
