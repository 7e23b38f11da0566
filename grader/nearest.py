"""Guess which of the known names a mistyped one was meant to be; of a file, among those beside it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

# Comparing takes the product of both lengths; no name of ours is longer.
LONGEST = 100
# What a submission is called, and how many names of a folder are looked at.
SUFFIXES = (".py", ".ipynb")
MOST_NAMES = 1000


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the known name most like what was typed, in upper or lower case; None if none is like it."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(typed[:LONGEST].casefold(), by_folded, n=1)
    return by_folded[found[0]] if found else None


def names_in(folder: Path) -> list[str]:
    """Return the names of the scripts and notebooks in a folder, as far as they can be shown as they are."""
    try:
        names = [entry.name for entry in islice(os.scandir(folder), MOST_NAMES)]
    except OSError:
        return []
    return sorted(name for name in names if name.lower().endswith(SUFFIXES) and name.isprintable())
