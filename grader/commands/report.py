"""`grade report DIR`: make every table and page of a gradebook again, from what is kept."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

from grader import outputs
from grader.batch import alone
from grader.commands.command import Command
from grader.commands.gradebook import add_database, add_roster, roster, run_of, tell
from grader.speech import N_, Speech
from grader.store import open_store


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help=voice.say(N_("the folder of the gradebook")))
    add_database(parser, voice)
    parser.add_argument("--run", type=int, metavar="N", help=voice.say(N_("as of an earlier run")))
    add_roster(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    wanted = roster(options)
    with contextlib.closing(open_store(options.folder, options.database)) as store, alone(options.folder):
        written = outputs.write(options.folder, store, run_of(store, options.run), wanted, voice)
        for path in written.paths:
            print(path)
        tell(written, voice)
    return 0


COMMAND = Command(N_("make a gradebook's tables and pages again"), _arguments, _run)
