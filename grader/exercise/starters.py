"""What students get of an exercise, file by file, in each language; nothing else that lies in a folder is ever given."""

from __future__ import annotations

from pathlib import Path

from grader.exercise.shipped import place_of
from grader.model import Exercise


def starter_files(exercise: Exercise, language: str) -> tuple[Path, ...]:
    """Return the files that students get in a language: what is shipped, README and notebook, if there are any, and the script."""
    starter = script(exercise, language)
    more = (starter.with_name("README.md"), starter.with_suffix(".ipynb"))
    ships = (place_of(exercise.own_reference.folder) / name for name in exercise.questions.files)
    return (*ships, *(path for path in more if path.is_file()), starter)


def script(exercise: Exercise, language: str) -> Path:
    """Return the starter's script in a language, or in the exercise's first: beside all references is the folder of starters."""
    known = exercise.outline.texts
    code = language if language in known else next(iter(known))
    folder = exercise.own_reference.folder
    return folder.parents[1] / "exercises" / exercise.slug / code / f"{exercise.slug}.py"
