"""A submission that is watched: how it begins, and how an editor saves it."""

from __future__ import annotations

from pathlib import Path

from tests.support import paths

SOLUTION = paths.SOLUTION.read_text(encoding="utf-8")


SUM = SOLUTION.replace("tf.reduce_mean", "tf.reduce_sum", 1)


NAME = "linear_regression.py"


WAITING = "to grade it"


def replaced(path: Path, text: str) -> None:
    """Save as editors do that never write into a file."""
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
