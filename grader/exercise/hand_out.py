"""Give students the starters: each exercise in a folder of its own, in one language; and a spoilt file back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from grader.errors import ExerciseError, UsageError
from grader.exercise.course import NOTE, Course, note_of
from grader.exercise.places import place_of
from grader.exercise.starters import starter_files
from grader.model import Exercise, Slug


def places(course: Course, folder: Path) -> list[Path]:
    """Return the folder of each exercise, where `copy_starters` puts it."""
    return [place_of(folder, slug) for slug in course.slugs]


def copy_starters(course: Course, folder: Path, language: str) -> Iterator[tuple[Path, bool]]:
    """Put each exercise into a folder of its own in `folder`; yield each file's path, and whether it was written.

    A file that is already there is the student's and is never changed. Raises UsageError if a file can't be written.
    """
    for exercise, place in zip(course.exercises(), places(course, folder), strict=True):
        for source in _given(exercise, language):
            target = place / source.name
            missing = not os.path.lexists(target)
            if missing:
                _write(target, source.read_bytes())
            yield target, missing
    note = note_of(course)
    if note is not None:
        _write(folder / NOTE, note.encode())


def _given(exercise: Exercise, language: str) -> tuple[Path, ...]:
    """Return the files that students get; raises ExerciseError where there is no starter."""
    *more, starter = starter_files(exercise, language)
    if not starter.is_file():
        raise ExerciseError(
            "{path} is missing. Write it, or mark what is secret in the solution and run: grade starters {slug}",
            path=starter,
            slug=exercise.slug,
        )
    return (*more, starter)


def reset(course: Course, folder: Path, name: str, language: str) -> Iterator[tuple[Path, Path | None]]:
    """Write an exercise, or one file of it, as it was given; yield each path, and where the changed version is kept.

    A file that wasn't changed is left out. Raises UsageError for an unknown name, or if a file can't be written.
    """
    for target, source in _named(course, folder, name, language):
        given = source.read_bytes()
        with _written(target):
            own = target.read_bytes() if os.path.lexists(target) else None
        if own == given:
            continue
        backup = None if own is None else _free_name(target)
        if backup is not None and own is not None:
            _write(backup, own)
        _write(target, given)
        yield target, backup


def _named(course: Course, folder: Path, name: str, language: str) -> list[tuple[Path, Path]]:
    """Return the files that a name stands for, each with what it is made of: an exercise's, or the one of that name."""
    files = {
        one.slug: [(_place(folder, one.slug) / source.name, source) for source in _given(one, language)]
        for one in course.exercises()
    }
    named, every = Path(name), [pair for pairs in files.values() for pair in pairs]
    if str(named) in files:
        return files[Slug(str(named))]
    found = [pair for pair in every if pair[0].absolute() == named.absolute()]
    found = found or [pair for pair in every if pair[0].name == name or pair[0] == folder / name]
    if len(found) != 1:
        known = ", ".join([*files, *(str(target) for target, _ in every)])
        raise UsageError(
            "There is no exercise {name!r}, and no file of an exercise with that name. Choose from: {known}",
            name=name,
            known=known,
        )
    return found


def _place(folder: Path, slug: Slug) -> Path:
    """Return where an exercise is, also when all that is left of it is the folder we are in."""
    place = place_of(folder, slug)
    return folder if folder.absolute().name == slug and not place.exists() else place


def _free_name(path: Path) -> Path:
    """Return the first of x.py.bak, x.py.bak2, … that is free; none of these is ever taken for a submission."""
    names = (path.with_name(f"{path.name}.bak{number if number > 1 else ''}") for number in count(1))
    return next(name for name in names if not os.path.lexists(name))


def _write(target: Path, content: bytes) -> None:
    """Write a file as a whole or not at all."""
    half = target.with_name(f".{target.name}.{os.getpid()}")
    with _written(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            half.write_bytes(content)
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)


@contextmanager
def _written(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError("{path}: can't be written ({error}).", path=target, error=error.strerror) from error
