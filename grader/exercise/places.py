"""Where an exercise lies in a student's folder."""

from __future__ import annotations

from pathlib import Path

from grader.model import Slug
from grader.nearest import SUFFIXES


def place_of(folder: Path, slug: Slug) -> Path:
    """Return where an exercise is: in `folder` if its script or notebook is there, else in a folder of its own in it."""
    here = any((folder / f"{slug}{suffix}").is_file() for suffix in SUFFIXES)
    return folder if here else folder / slug
