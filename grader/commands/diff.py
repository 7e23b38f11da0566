"""`grade diff RUN RUN`: whose points differ between two runs, and why."""

from __future__ import annotations

import argparse
import contextlib

from grader import changes
from grader.commands.command import ANY_NUMBER, Audience, Command, whole_number
from grader.commands.gradebook import add_folder, run_of
from grader.gradebooks import STATUSES, Row
from grader.reports.escape import for_terminal
from grader.speech import N_, Speech
from grader.store import open_store


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    parser.add_argument(
        "before", type=whole_number(1, ANY_NUMBER), metavar="RUN", help=voice.say(N_("number of the earlier run"))
    )
    parser.add_argument(
        "after", type=whole_number(1, ANY_NUMBER), metavar="RUN", help=voice.say(N_("number of the later run"))
    )
    add_folder(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
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


COMMAND = Command(
    N_("Show whose points differ between two runs, and why"),
    _arguments,
    _run,
    Audience.INSTRUCTORS,
    ("grade diff 1 2 --output week3",),
)


def _points(row: Row | None, voice: Speech) -> str:
    if row is None:
        return "-"
    return f"{row.total.score:g}" if row.total else voice.say(STATUSES[row.status])
