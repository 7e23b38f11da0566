"""`grade kit DIR`: build what students are given."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import grading
from grader.commands import reporting, start
from grader.commands.command import Audience, Command, launcher
from grader.errors import UsageError
from grader.exercise import find_exercise, slugs
from grader.kit import make_kit
from grader.speech import N_, Speech

SEEDS = 3


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help=voice.say(N_("folder to write the kits and the starters to"))
    )
    parser.add_argument(
        "--seeds",
        type=int,
        default=SEEDS,
        metavar="N",
        help=voice.say(N_("number of seeds that students can grade with (default: 3)")),
    )


def _run(options: argparse.Namespace, voice: Speech) -> int:
    start.copy(options.folder, voice)
    seeds = range(1, max(1, options.seeds) + 1)
    with grading.Grader(launcher(None)) as grader, reporting.progress(voice) as status:
        for slug in slugs():
            path = options.folder / f"{slug}.kit"
            building = voice.say(N_("Building {name}. This takes some minutes …"), name=path.name)
            status.update(building)
            if not sys.stderr.isatty():
                reporting.tell(building)
            try:
                path.write_bytes(make_kit(find_exercise(slug), grader, seeds))
            except OSError as error:
                raise UsageError("{path}: can't be written ({error}).", path=path, error=error.strerror) from error
            print(voice.say(N_("{path}: students grade with `grade --kit {name} FILE`."), path=path, name=path.name))
    return 0


COMMAND = Command(N_("Build what students get, without the solution"), _arguments, _run, Audience.AUTHORS)
