"""`grade start [DIR]`: copy the starters."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader import start
from grader.commands.command import Command
from grader.speech import N_, Speech


def _arguments(parser: argparse.ArgumentParser, _voice: Speech) -> None:
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR")


def _run(options: argparse.Namespace, voice: Speech) -> int:
    for path, copied in start.copy_starters(options.folder):
        sentence = N_("{path}: copied.") if copied else N_("{path}: already there, left as it is.")
        print(voice.say(sentence, path=path))
    print(voice.say(N_("Fill in the parts, then run `grade` in that folder.")))
    return 0


COMMAND = Command(N_("copy the exercises to work on"), _arguments, _run)
