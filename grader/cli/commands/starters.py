"""`grade starters [SLUG]`: make what students get from the solution."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from grader.authoring.starters import made, stale
from grader.cli.commands.new import near
from grader.cli.options import add_authors_exercise, authors_course, authors_exercises
from grader.errors import ExerciseError, UsageError
from grader.i18n import N_, Speech
from grader.model import Exercise


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the exercises, and whether to write at all."""
    add_authors_exercise(parser, voice)
    about = N_("write nothing; exit with an error if a starter is out of date")
    parser.add_argument("--check", action="store_true", help=voice.say(about))


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Write the starters of exercises, or see whether they are what they would be."""
    exercises = authors_exercises(authors_course(options), options.exercise)
    sentence = N_("{path} is out of date. Run: grade starters {slug}") if options.check else N_("Created {path}")
    done = [(path, exercise.slug) for exercise in exercises for path in _done(exercise, write=not options.check)]
    for path, slug in done:
        print(voice.say(sentence, path=near(path), slug=slug))
    if not done:
        print(voice.say(N_("Every starter is up to date.")))
    return ExerciseError.exit_code if options.check and done else 0


def _done(exercise: Exercise, *, write: bool) -> Iterator[Path]:
    """Yield the starters that are out of date, each once it is written."""
    content = made(exercise)
    for path in stale(content):
        if write:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content[path])
            except OSError as error:
                raise UsageError("{path}: can't be written ({error}).", path=path, error=error.strerror) from error
        yield path
