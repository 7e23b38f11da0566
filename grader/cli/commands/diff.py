"""`grade diff RUN RUN`: whose points differ between two runs, and why."""

from __future__ import annotations

import argparse
import contextlib

from grader.classroom.gradebook import changes
from grader.classroom.gradebook.results import STATUSES, Row
from grader.classroom.store import open_store
from grader.cli.gradebook_options import add_folder, run_of
from grader.i18n import N_, Speech
from grader.reports.escape import for_terminal
from grader.typed import ANY_NUMBER, whole_number


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the two runs, and their gradebook."""
    parser.add_argument(
        "before",
        type=whole_number(voice, 1, ANY_NUMBER),
        metavar="RUN",
        help=voice.say(N_("number of the earlier run")),
    )
    parser.add_argument(
        "after", type=whole_number(voice, 1, ANY_NUMBER), metavar="RUN", help=voice.say(N_("number of the later run"))
    )
    add_folder(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Show whose points differ between two runs, and why."""
    with contextlib.closing(open_store(options.output, options.database)) as store:
        before, after = run_of(store, options.before), run_of(store, options.after)
        found = list(changes.between(store, before, after, voice))
    for change in found:
        why = "; ".join(change.reasons)
        print(for_terminal(f"{change.name}: {_points(change.before, voice)} → {_points(change.after, voice)} ({why})"))
        for check, was, now in change.checks:
            print(for_terminal(f"  {check}: {was} → {now}"))
    print(voice.plural("{n} student differs.", "{n} students differ.", len(found)))
    return 0


def _points(row: Row | None, voice: Speech) -> str:
    if row is None:
        return "-"
    return f"{row.total.score:g}" if row.total else voice.say(STATUSES[row.status])
