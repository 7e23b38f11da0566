"""The options of all commands that open a gradebook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.classroom.gradebook.matching import said
from grader.classroom.outputs import Roster, Written, read_roster
from grader.classroom.store import Run
from grader.errors import InternalError, RosterError, UsageError
from grader.i18n import N_, Speech
from grader.reasons import Reason
from grader.reports.escape import for_terminal

if TYPE_CHECKING:
    from grader.classroom.store import Store


def add_folder(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `DIR`, for a gradebook that is there."""
    about = N_("folder of the gradebook (default: the current folder)")
    parser.add_argument("--output", type=Path, default=Path(), metavar="DIR", help=voice.say(about))
    add_database(parser, voice)


def add_database(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--database`."""
    about = N_("database of the gradebook, such as postgresql+psycopg://USER@HOST/NAME (default: DIR/grades.sqlite)")
    parser.add_argument("--database", metavar="URL", help=voice.say(about))


def add_roster(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--roster` and `--assignment`."""
    about = N_("Canvas gradebook export or Moodle grading worksheet; gradetape fills in a copy")
    parser.add_argument("--roster", type=Path, metavar="FILE", help=voice.say(about))
    column = N_("column of the roster to fill in; without --roster, title of the assignment in Canvas")
    parser.add_argument("--assignment", metavar="TITLE", help=voice.say(column))


def roster(options: argparse.Namespace) -> Roster:
    """Read the roster that the options name; raises UsageError if it is none."""
    return read_roster(options.roster, options.assignment)


def tell(written: Written, voice: Speech) -> None:
    """Print to stderr what a gradebook lacks, and what could not be made.

    Raises RosterError if the gradebook has none of the graded students, InternalError if something could not be made.
    """
    found = written.matching
    if found is not None:
        count, *lists = (for_terminal(line, 4000) for line in said(found, voice))
        lines = [count if found.whole else voice.say(N_("Warning: {count}"), count=count), *(f"  {x}" for x in lists)]
        print("\n".join(lines), file=sys.stderr)
    for name, error in written.unmade:
        sentence = voice.say(N_("{name}: could not be created ({error})."), name=name, error=repr(error))
        print(for_terminal(sentence), file=sys.stderr)
    if written.unmade:
        raise InternalError(
            Reason.UNMADE_PAGES,
            n=len(written.unmade),
        )
    if found is not None and found.nobody:
        raise RosterError(
            "{file} has none of the {n} students who were graded, so nothing was filled in. Is it from this "
            "course? Students are matched by the number that Canvas or Moodle gives them, not by their names.",
            file=found.file,
            n=len(found.strangers),
        )


def run_of(store: Store, number: int | None) -> Run:
    """Return the run of that number, or the last one; raises UsageError if there is none."""
    found = [run for run in store.runs() if number in (None, run.id)]
    if not found:
        known = ", ".join(str(run.id) for run in store.runs()) or "-"
        raise UsageError("This gradebook has no such run. Choose from: {known}", known=known)
    return found[-1]
