"""Copy the starters of all exercises to where a student works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.exercise import find_exercise, slugs, starters


def copy_starters(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Copy every starter file into `folder` and give its path, and whether it was copied.

    A file that is there already is somebody's work and is left as it is. Raises UsageError if nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for slug in slugs():
            for source in sorted(starters(find_exercise(slug)).iterdir()):
                target = folder / source.name
                try:
                    with target.open("xb") as file:
                        file.write(source.read_bytes())
                    yield target, True
                except FileExistsError:
                    yield target, False
    except OSError as error:
        raise UsageError("{folder}: can't be written ({error}).", folder=folder, error=error.strerror) from error
