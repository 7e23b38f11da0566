"""`grade history STUDENT`: every run of one student, and what changed from each to the next."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Mapping
from itertools import chain, pairwise

from grader.classroom.gradebook import changes
from grader.classroom.gradebook.results import STATUSES, Row, rows
from grader.classroom.store import Run, open_store
from grader.cli.gradebook_options import add_folder
from grader.errors import UsageError
from grader.i18n import N_, Speech
from grader.reports.escape import for_terminal

MOST_NAMED = 10


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the student, and the gradebook."""
    about = N_("the student's name, or a part of it, or the student's number in the download")
    parser.add_argument("student", metavar="STUDENT", help=voice.say(about))
    add_folder(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Show every run of one student."""
    with contextlib.closing(open_store(options.output, options.database)) as store:
        everything = [(run, row) for run in store.runs() for row in rows(store, run, voice)]
        student = _meant(options.student, {row.entry.student: row.entry.name for _, row in everything})
        found = [(run, row) for run, row in everything if row.entry.student == student]
    print(for_terminal(found[-1][1].entry.name))
    for earlier, (run, row) in chain([(None, found[0])], pairwise(found)):
        print(for_terminal(_line(run, row, voice)))
        if earlier is not None:
            for reason in changes.reasons(earlier[0], run, earlier[1].entry, row.entry, voice):
                print("  " + for_terminal(reason))
    return 0


def _meant(words: str, names: Mapping[str, str]) -> str:
    """Return the key of the student meant: by key or name, else the only one in whose name all the words are found."""
    exact = [student for student, name in names.items() if words in (student, name)]
    wanted = words.casefold().split()
    parts = [student for student, name in names.items() if all(word in name.casefold() for word in wanted)]
    found = exact or (parts if wanted else [])
    if not found:
        raise UsageError("No student in this gradebook is called {name!r}.", name=words)
    if len(found) > 1:
        several = "; ".join(f"{names[student]} ({student})" for student in found[:MOST_NAMED])
        raise UsageError(
            "{name!r} matches {n} students: {several}. Give more of the name, or the number in brackets.",
            name=words,
            n=len(found),
            several=several + ("; …" if len(found) > MOST_NAMED else ""),
        )
    return found[0]


def _line(run: Run, row: Row, voice: Speech) -> str:
    points = f"{row.total.score:g} / {row.total.max_score:g}" if row.total else voice.say(STATUSES[row.status])
    sentence = N_("run {run}, {when}: {points}, attempt {attempt}, {file}")
    attempt = row.entry.attempt or "-"
    return voice.say(sentence, run=run.id, when=run.started, points=points, attempt=attempt, file=row.entry.file)
