"""Patterns that authors of exercises give, matched in linear time: neither pattern nor text can make it slow."""

from __future__ import annotations

import re2

# Of a line so much is looked at; no line of a solution is longer.
LONGEST_LINE = 2000
# A pattern that can't be used is told by whoever reads it, not by the library on stderr.
OPTIONS = re2.Options()
OPTIONS.log_errors = False


def fault(pattern: str) -> str:
    """Return why a pattern can't be used; nothing if it can be."""
    try:
        re2.compile(pattern, OPTIONS)
    except re2.error as error:
        [why] = error.args
        return why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
    return ""


def matches(pattern: str, line: str) -> bool:
    """Whether a pattern without a fault occurs in a line."""
    # Half of a surrogate pair, which a notebook may carry, can't be written as the UTF-8 that the library reads.
    text = line[:LONGEST_LINE].encode("utf-8", "replace").decode()
    return re2.compile(pattern, OPTIONS).search(text) is not None
