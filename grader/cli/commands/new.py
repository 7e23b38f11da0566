"""`grade new NAME`: write an exercise to start from."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

from grader.authoring.new import new_course, new_exercise
from grader.errors import UsageError
from grader.exercise.course import FILE, around, read_course
from grader.exercise.sections import ONE
from grader.i18n import N_, Speech


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the exercise's name, and the folder of its course."""
    say = voice.say
    parser.add_argument("name", metavar="NAME", help=say(N_("name of the exercise, such as my_exercise")))
    about = N_("folder of the course; a new course if it has no {file} (default: the course of the current folder)")
    parser.add_argument("--course", type=Path, metavar="DIR", help=say(about, file=FILE))


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Write the exercise, and say what to do next."""
    course = around(options.course or Path.cwd())
    if course is None or (options.course and course.folder != options.course.resolve()):
        folder = _place(options.course, options.name)
        _say_created(new_course(folder, options.name, voice.code), voice)
        course = read_course(folder)
    _say_created(new_exercise(course, options.name), voice)
    source = near(course.hidden / options.name / ONE)
    there = [] if around(Path.cwd()) else [shlex.join(["cd", str(near(course.folder))])]
    line = " && ".join([*there, *(f"grade {word} {options.name}" for word in ("starters", "verify"))])
    print(voice.say(N_("Next: edit {source}, and run: {line}"), source=source, line=line))
    return 0


def _place(wanted: Path | None, name: str) -> Path:
    """Return the folder for a new course: the one that was named, or this one if it is empty."""
    if wanted is None and any(Path.cwd().iterdir()):
        raise UsageError(
            "There is no course here. For a new one, name a folder: grade new {name} --course my-course",
            name=name,
        )
    return wanted or Path.cwd()


def _say_created(paths: Iterator[Path], voice: Speech) -> None:
    for path in paths:
        print(voice.say(N_("Created {path}"), path=near(path)))


def near(path: Path) -> Path:
    """Return a path as it is seen from here, if it is below."""
    here = Path.cwd()
    return path.resolve().relative_to(here) if path.resolve().is_relative_to(here) else path
