"""What students get of an exercise, file by file, in each language; nothing else that lies in a folder is ever given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.exercise import LANGUAGES, REFERENCE, find_exercise, slugs
from grader.model import Exercise


def starter_files(exercise: Exercise, language: str) -> tuple[Path, ...]:
    """Return the files that students get in a language: a README, a notebook, and the script that says the same."""
    starter = script(exercise, language)
    return starter.with_name("README.md"), starter.with_suffix(".ipynb"), starter


def script(exercise: Exercise, language: str) -> Path:
    """Return the starter's script in a language: the folder of all starters is beside that of all references."""
    return exercise.folder.parents[1] / "exercises" / exercise.slug / language / f"{exercise.slug}.py"


def content_files() -> Iterator[Path]:
    """Return every file that an installation needs of its exercises."""
    for exercise in map(find_exercise, slugs()):
        known = [exercise.folder / name for name in REFERENCE]
        known += [path for language in LANGUAGES for path in starter_files(exercise, language)]
        yield from (path for path in known if path.is_file())
