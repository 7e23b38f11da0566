"""The options of all commands that open a gradebook."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.errors import UsageError
from grader.outputs import Roster
from grader.speech import N_, Speech
from grader.store import Run, Store


def add_folder(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `DIR`, for a gradebook that is there."""
    about = N_("the folder of the gradebook (else: this one)")
    parser.add_argument("--output", type=Path, default=Path(), metavar="DIR", help=voice.say(about))
    add_database(parser, voice)


def add_database(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--database`."""
    about = N_("keep it there instead, as in postgresql+psycopg://USER@HOST/NAME")
    parser.add_argument("--database", metavar="URL", help=voice.say(about))


def add_roster(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--roster` and `--assignment`."""
    about = N_("a gradebook exported from Canvas, or Moodle's grading worksheet: a copy is filled in")
    parser.add_argument("--roster", type=Path, metavar="FILE", help=voice.say(about))
    column = N_("which column of it; or the title in a file made for Canvas")
    parser.add_argument("--assignment", metavar="TITLE", help=voice.say(column))


def roster(options: argparse.Namespace) -> Roster:
    """Give the roster that the options name."""
    return Roster(options.roster, options.assignment)


def run_of(store: Store, number: int | None) -> Run:
    """Give the run of that number, or the last one; raises UsageError if there is none."""
    found = [run for run in store.runs() if number in (None, run.id)]
    if not found:
        known = ", ".join(str(run.id) for run in store.runs()) or "-"
        raise UsageError("There is no such run here. There is: {known}", known=known)
    return found[-1]
