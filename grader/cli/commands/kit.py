"""`grade kit DIR`: build what students are given."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader.authoring.kit import make_kit
from grader.cli import output
from grader.cli.commands import start
from grader.cli.options import add_course, course_of, launcher
from grader.cli.streams import tell
from grader.errors import UsageError
from grader.grading import pipeline
from grader.i18n import N_, Speech
from grader.typed import whole_number

SEEDS = 3
MOST_SEEDS = 10_000


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the exercises, and where the kit goes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=voice.say(N_("folder for the kits and the starters")))
    parser.add_argument(
        "--seeds",
        type=whole_number(voice, 1, MOST_SEEDS),
        default=SEEDS,
        metavar="N",
        help=voice.say(N_("number of seeds that students can grade with (default: 3)")),
    )
    add_course(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Build the kit."""
    course = course_of(options)
    start.copy(course, options.folder, voice)
    seeds = range(1, options.seeds + 1)
    with pipeline.Grader(launcher(course, None)) as grader, output.progress(voice) as status:
        for slug in course.slugs:
            path = options.folder / f"{slug}.kit"
            building = voice.say(N_("Building {name}. This takes some minutes …"), name=path.name)
            status.update(building)
            if not sys.stderr.isatty():
                tell(building)
            try:
                path.write_bytes(make_kit(course.exercise(slug), grader, seeds))
            except OSError as error:
                raise UsageError("{path}: can't be written ({error}).", path=path, error=error.strerror) from error
            print(voice.say(N_("{path}: students grade with `grade --kit {name} FILE`."), path=path, name=path.name))
    return 0
