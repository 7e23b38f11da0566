"""How many examples a law is tried on: fewer at every save than before a change lands."""

from __future__ import annotations

import os

QUICK = os.environ.get("QUICK", "") not in {"", "0"}


def examples(number: int) -> int:
    """Return this number, or a tenth of it where the tests run at every save."""
    return max(number // 10, 5) if QUICK else number
