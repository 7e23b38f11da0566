"""The files that an exercise ships: students get them beside the starter, every child beside what it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FOLDER = "files/"
MOST_MB = 10
"""Of all files of an exercise together: each child gets them anew, each task of a class carries them."""
LONGEST_NAME = 100
SUBMISSIONS = (".py", ".ipynb")


def place_of(reference: Path) -> Path:
    """Return where they lie: with what students get, and not with what is kept from them."""
    reference = reference.absolute()
    return reference.parents[1] / "exercises" / reference.name / FOLDER


def shipped(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files that are shipped by their names, each in base64."""
    return {name.removeprefix(FOLDER): text for name, text in files.items() if name.startswith(FOLDER)}


def is_name(name: object) -> bool:
    """Whether this can be the name of a shipped file: of one in the folder, and of none that students write or get anyway."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= LONGEST_NAME
        and Path(name).name == name
        and name.isprintable()
        and not name.startswith(".")
        and not name.lower().endswith(SUBMISSIONS)
        and name.lower() != "readme.md"
        and "\\" not in name
    )
