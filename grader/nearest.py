"""Guess which of the known names a mistyped one was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

# Comparing takes the product of both lengths; no name of ours is longer.
LONGEST = 100


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the known name most like what was typed, in upper or lower case; None if none is like it."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(typed[:LONGEST].casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None
