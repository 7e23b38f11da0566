"""`grade report DIR`: make every table and page of a gradebook again, from what is kept."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from grader.classroom import outputs
from grader.classroom.lock import locked
from grader.classroom.store import open_store
from grader.cli.gradebook_options import add_database, add_roster, roster, run_of, tell
from grader.i18n import N_, Speech
from grader.typed import ANY_NUMBER, whole_number


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the gradebook, and what of it to write."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=voice.say(N_("folder of the gradebook")))
    add_database(parser, voice)
    parser.add_argument(
        "--run",
        type=whole_number(voice, 1, ANY_NUMBER),
        metavar="N",
        help=voice.say(N_("number of the run to write (default: the latest)")),
    )
    add_roster(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Write the tables and pages of a run again."""
    wanted = roster(options)
    with contextlib.closing(open_store(options.folder, options.database)) as store, locked(options.folder):
        written = outputs.write(options.folder, store, run_of(store, options.run), wanted, voice)
        for path in written.paths:
            print(path)
        tell(written, voice)
    return 0
