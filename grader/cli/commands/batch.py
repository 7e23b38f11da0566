"""`grade batch SOURCE --output DIR`: grade a whole class, and go on where an earlier batch was ended."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.classroom import executors, outputs
from grader.classroom.batch import Batch, BatchRequest, enter, exercise_of
from grader.classroom.gradebook.results import BROKEN, GRADED, STATUSES, brief, missing_modules
from grader.classroom.lock import locked
from grader.classroom.store import loaded, open_store
from grader.cli.gradebook_options import add_database, add_roster, roster, tell
from grader.cli.options import add_exercise, add_isolation, add_seed, add_timeout, course_of
from grader.errors import InternalError, SubmissionError
from grader.i18n import N_, Speech
from grader.model import Isolate
from grader.reports import alphabet
from grader.reports.escape import for_terminal
from grader.typed import whole_number

if TYPE_CHECKING:
    from grader.classroom.store import Store

INTERRUPTED = 130
MOST_JOBS = 256
MOST_MODULES = 10


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the class, the gradebook, and who grades it."""
    say = voice.say
    parser.add_argument("source", type=Path, metavar="SOURCE", help=say(N_("folder or .zip of submissions")))
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help=say(N_("folder for the gradebook and its tables and pages")),
    )
    parser.add_argument(
        "--jobs",
        type=whole_number(voice, 1, MOST_JOBS),
        metavar="N",
        help=say(N_("number of submissions to grade in parallel (default: number of CPU cores)")),
    )
    add_exercise(parser, voice)
    add_seed(parser, voice)
    parser.add_argument(
        "--fresh", action="store_true", help=say(N_("grade every submission again, even if nothing has changed"))
    )
    parser.add_argument(
        "--executor",
        choices=("local", "dask"),
        default="local",
        help=say(N_("where to grade: on this machine or on a Dask cluster (default: local)")),
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help=say(N_("address of the scheduler of a running Dask cluster"))
    )
    add_database(parser, voice)
    add_roster(parser, voice)
    add_timeout(parser, voice)
    add_isolation(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Grade a class; what is graded already stays."""
    # Before a folder is made for a gradebook that can't be opened.
    loaded()
    exercise = exercise_of(options.source, course_of(options), options.exercise)
    isolation = Isolate(options.isolation) if options.isolation else Isolate.REQUIRE
    request = BatchRequest(options.source, options.seed, options.timeout, isolation, options.fresh)
    wanted = roster(options)
    with locked(options.output), contextlib.closing(open_store(options.output, options.database, create=True)) as store:
        with _pool(options) as pool:
            store.know(wanted.students())
            run, open_still = enter(store, exercise, request, pool.versions)
            with _shown(voice) as shown:
                batch = Batch(store, run, exercise.own_reference.files, pool, shown.told)
                shown.begin(batch.students)
                with _stoppable(batch, voice):
                    whole = batch.grade()
        written = outputs.Written()
        if open_still or options.roster or not (options.output / "index.html").exists():
            written = outputs.write(options.output, store, run, wanted, voice)
        if whole and run.finished is None and not written.unmade:
            store.finish_run(run)
        code = _ended(store, options, voice, whole=whole)
        tell(written, voice)
        return code


def _pool(options: argparse.Namespace) -> contextlib.AbstractContextManager[executors.WorkerPool]:
    return (
        executors.dask(options.scheduler, options.jobs) if options.executor == "dask" else executors.local(options.jobs)
    )


@contextlib.contextmanager
def _stoppable(batch: Batch, voice: Speech) -> Iterator[None]:
    """Let the first Ctrl-C finish what is running; the second ends at once."""

    def stop(_number: int, _frame: object) -> None:
        batch.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print(
            voice.say(
                N_(
                    "Finishing the submissions in progress. Press Ctrl-C again to stop at once. Run the same "
                    "command later and it resumes."
                )
            ),
            file=sys.stderr,
        )

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Shown:
    """What is seen while a batch runs: a bar on a terminal, else a line a student; on stderr."""

    def __init__(self, voice: Speech) -> None:
        self._voice = voice
        self._console = alphabet.console(sys.stderr, os.environ)
        self._counts = {N_("full marks"): 0, N_("with mistakes"): 0, N_("not graded (gradetape failed)"): 0}
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[counts]}"),
        )
        self.progress = Progress(*columns, console=self._console, disable=not self._console.is_terminal)
        self._done = self._of = 0
        self._task = self.progress.add_task("", total=0, rate="", counts="")

    def begin(self, students: int) -> None:
        self._of = students
        self.progress.reset(self._task, total=students)

    def told(self, names: list[str], found: Mapping[str, Any] | None) -> None:
        total = found["total"] if found else None
        full = total is not None and total["score"] == total["max_score"]
        kind = list(self._counts)[2 if total is None else 0 if full else 1]
        self._counts[kind] += len(names)
        counts = ", ".join(f"{n} {self._voice.say(word)}" for word, n in self._counts.items() if n)
        speed = self.progress.tasks[0].speed or 0.0
        rate = self._voice.say(N_("{rate} a minute"), rate=round(60 * speed))
        self.progress.update(self._task, advance=len(names), counts=counts, rate=rate)
        if not self._console.is_terminal:
            points = f"{total['score']:g} / {total['max_score']:g}" if total else self._voice.say(kind)
            for name in names:
                self._done += 1
                count = self._voice.say(N_("{n} of {of}"), n=self._done, of=self._of)
                print(f"{count}  {for_terminal(name, 100)}: {points}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _shown(voice: Speech) -> Iterator[_Shown]:
    shown = _Shown(voice)
    with shown.progress:
        yield shown


def _ended(store: Store, options: argparse.Namespace, voice: Speech, *, whole: bool) -> int:
    """Describe what came of it: the exit code is that of the worst that happened to anybody."""
    rows = brief(store, store.runs()[-1], voice)
    found = [row.status for row in rows]
    graded = found.count(GRADED)
    for row in rows:
        if row.status != GRADED and whole:
            status = voice.say(STATUSES[row.status])
            print(f"{for_terminal(row.entry.name, 100)}: {status}. {for_terminal(row.reason)}")
    print(
        voice.say(
            N_("{graded} of {all} students have a grade: {path}"),
            graded=graded,
            all=len(found),
            path=options.output / "index.html",
        )
    )
    _tell_missing_modules(store, voice)
    if not whole:
        print(voice.say(N_("Stopped. Run the same command again and it resumes.")))
        return INTERRUPTED
    if BROKEN in found:
        return InternalError.exit_code
    return 0 if graded == len(found) else SubmissionError.exit_code


def _tell_missing_modules(store: Store, voice: Speech) -> None:
    """Print once for each module that isn't installed how many submissions import it, the most wanted first."""
    found = missing_modules(store, store.runs()[-1]).most_common(MOST_MODULES)
    for module, n in found:
        told = voice.plural(
            "{n} submission imports `{module}`, which isn't installed here.",
            "{n} submissions import `{module}`, which isn't installed here.",
            n,
            module=for_terminal(module, 80),
        )
        print(told)
    if found:
        print(voice.say(N_("If you install a module, grade all submissions again with --fresh.")))
