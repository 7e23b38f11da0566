"""`grade report DIR`: make every table and page of a gradebook again, from what is kept."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from grader import outputs
from grader.batch import alone
from grader.commands.command import ANY_NUMBER, Audience, Command, whole_number
from grader.commands.gradebook import add_database, add_roster, roster, run_of, tell
from grader.speech import N_, Speech
from grader.store import open_store


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help=voice.say(N_("folder of the gradebook")))
    add_database(parser, voice)
    parser.add_argument(
        "--run",
        type=whole_number(1, ANY_NUMBER),
        metavar="N",
        help=voice.say(N_("state of the gradebook after this run (default: the last)")),
    )
    add_roster(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    wanted = roster(options)
    with contextlib.closing(open_store(options.folder, options.database)) as store, alone(options.folder):
        written = outputs.write(options.folder, store, run_of(store, options.run), wanted, voice)
        for path in written.paths:
            print(path)
        tell(written, voice)
    return 0


COMMAND = Command(
    N_("Write a gradebook's tables and pages again"),
    _arguments,
    _run,
    Audience.INSTRUCTORS,
    ("grade report week3 --roster export.csv", "grade report week3 --run 1"),
)
