"""`grade start [DIR]`: put the exercises where a student works, and give a spoilt one back."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from grader import start
from grader.commands.command import Audience, Command
from grader.speech import N_, Speech


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    say = voice.say
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help=say(N_("where to put the exercises, each in a folder of its own (default: the current folder)")),
    )
    parser.add_argument(
        "--reset",
        metavar="NAME",
        help=say(N_("restore an exercise, or one file of it, to its original state; your version is kept beside it")),
    )


def _run(options: argparse.Namespace, voice: Speech) -> int:
    if options.reset is None:
        _start(options.folder, voice, options.lang)
    else:
        _reset(options.folder, options.reset, voice)
    return 0


def _start(folder: Path, voice: Speech, wished: str | None) -> None:
    kept = copy(folder, voice)
    if kept:
        where = [str(folder)] if folder != Path() else []
        line = shlex.join(["grade", "start", *where, "--reset", kept[-1].name])
        print(voice.say(N_("To restore a file to its original state, run: {line}"), line=line))
    # Who asked for a language here wants it in the report, too.
    grade = f"grade --lang {wished}" if wished else "grade"
    for place in start.places(folder):
        line = grade if place == Path() else f"cd {shlex.quote(str(place))} && {grade}"
        sentence = N_("Next: read {readme}, write the parts in the script or the notebook, and run: {line}")
        print(voice.say(sentence, readme=place / "README.md", line=line))


def copy(folder: Path, voice: Speech) -> list[Path]:
    """Put the exercises into a folder, say so file by file, and return the files that were already there."""
    kept = []
    for path, written in start.copy_starters(folder, voice.code):
        kept += [] if written else [path]
        sentence = N_("Created {path}") if written else N_("{path} is already there and was not changed.")
        print(voice.say(sentence, path=path))
    return kept


def _reset(folder: Path, name: str, voice: Speech) -> None:
    done = False
    for path, backup in start.reset(folder, name, voice.code):
        done = True
        sentence = N_("Restored {path}. Your version is in {backup}.") if backup else N_("Created {path}")
        print(voice.say(sentence, path=path, backup=backup))
    if not done:
        print(voice.say(N_("`{name}` has not been changed: there is nothing to restore."), name=name))


COMMAND = Command(
    N_("Copy the exercises to work on"),
    _arguments,
    _run,
    Audience.STUDENTS,
    ("grade start", "grade start week1 --lang uk"),
)
