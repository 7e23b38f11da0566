"""`grade FILE …`: grade each file and print one report."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.status import Status

from grader import grading, sandbox
from grader.commands.command import (
    FULL,
    Command,
    add_exercise,
    add_isolation,
    add_pass_mark,
    add_seed,
    add_timeout,
    launcher,
)
from grader.errors import SubmissionError
from grader.exercise import slugs
from grader.kit import Kit, read_kit
from grader.model import Outcome, Submission
from grader.reports import FORMATS, Page, Refusal, Report
from grader.speech import N_, Speech
from grader.submission import find_submissions, read_submission

LARGEST_SEED = 1_000_000
NARROWEST, WIDEST = 60, 100


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    say = voice.say
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=say(N_("a .py or .ipynb; none: what lies here"))
    )
    add_exercise(parser, voice)
    parser.add_argument("--kit", type=Path, metavar="KIT", help=say(N_("the kit of your course, if you got one")))
    add_seed(parser, voice)
    parser.add_argument("--format", choices=sorted(FORMATS), default="terminal", help=say(N_("how to report")))
    parser.add_argument("--output", type=Path, metavar="FILE", help=say(N_("write the report there")))
    add_pass_mark(parser, voice)
    add_timeout(parser, voice)
    add_isolation(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    kit = read_kit(options.kit) if options.kit else None
    paths = options.files or find_submissions(Path.cwd(), (kit.exercise.slug,) if kit else slugs())
    with grading.Grader(launcher(options.isolation)) as grader, _progress(voice) as status:
        if kit:
            kit.open_for(grader)
        report = _graded(grader, paths, kit=kit, options=options, voice=voice, status=status)
    _write(FORMATS[options.format](report, _page(options, voice)), options.output)
    return _exit_code(report, options.pass_mark)


COMMAND = Command(N_("grade files (what `grade FILE` does)"), _arguments, _run)


def _graded(
    grader: grading.Grader,
    paths: Sequence[Path],
    *,
    kit: Kit | None,
    options: argparse.Namespace,
    voice: Speech,
    status: Status,
) -> Report:
    grades, refusals = [], []
    drawn = random.SystemRandom().choice(kit.seeds if kit else range(1, LARGEST_SEED))
    seed = drawn if options.seed is None else options.seed
    if kit:
        kit.require(seed)
    for path in paths:
        try:
            submission = read_submission(path)
            exercise = kit.exercise if kit else grading.exercise_of(submission, options.exercise)
        except SubmissionError as error:
            refusals.append(Refusal(str(path), error.said(voice.catalogue.gettext)))
            continue
        exercise = grading.within(exercise, options.timeout)
        grades.append(grader.grade(exercise, submission, seed=seed, listener=_listener(submission, voice, status)))
    return Report(tuple(grades), tuple(refusals))


def _listener(submission: Submission, voice: Speech, status: Status) -> sandbox.Listener:
    def told(answered: int, of: int) -> None:
        status.update(
            voice.say(N_("{name}: {answered} of {of}"), name=submission.module_name, answered=answered, of=of)
        )

    return told


def _progress(voice: Speech) -> Status:
    """Show at once that something happens, where somebody may be looking; on stderr, apart from the report."""
    console = Console(stderr=True, quiet=not sys.stderr.isatty())
    return console.status(voice.say(N_("Loading TensorFlow …")))


def _page(options: argparse.Namespace, voice: Speech) -> Page:
    to_terminal = options.output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if to_terminal else 80
    encoding = "utf-8" if options.output else (sys.stdout.encoding or "ascii")
    return Page(
        speech=voice,
        width=max(NARROWEST, min(width, WIDEST)),
        colour=to_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        unicode=encoding.lower().startswith("utf"),
    )


def _write(text: str, output: Path | None) -> None:
    if output is not None:
        output.write_text(text, encoding="utf-8")
        return
    # Cyrillic on a stream that can't say it is better escaped than a traceback.
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _exit_code(report: Report, pass_mark: float) -> int:
    if any(verdict.outcome is Outcome.BROKEN for grade in report.grades for verdict in grade.verdicts):
        return 5
    if report.refusals:
        return SubmissionError.exit_code
    reached = all(FULL * grade.total.score >= pass_mark * grade.total.max_score for grade in report.grades)
    return 0 if reached else 1
