"""`grade FILE …`: grade each file and print one report."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.status import Status

from grader import grading
from grader.api import any_seed
from grader.commands import reporting
from grader.commands.command import (
    FULL,
    Audience,
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
from grader.feedback import choose, withhold
from grader.kit import Kit, read_kit
from grader.model import Exercise, Outcome, Submission
from grader.reports import Refusal, Report
from grader.speech import N_, Speech
from grader.submission import find_submissions, read_submission


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=voice.say(N_("script or notebook to grade (default: the exercise in this folder)")),
    )
    add_exercise(parser, voice)
    parser.add_argument("--kit", type=Path, metavar="KIT", help=voice.say(N_("kit that your course gave you")))
    add_seed(parser, voice)
    reporting.add_report(parser, voice)
    add_pass_mark(parser, voice)
    add_timeout(parser, voice)
    add_isolation(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    kit = read_kit(options.kit) if options.kit else None
    format_name = reporting.format_of(options, os.environ)
    wanted, feedback = choose(options.seed, options.feedback, os.environ)
    seed = any_seed(kit.seeds if kit else None) if wanted is None else wanted
    paths = options.files or find_submissions(Path.cwd(), (kit.exercise.slug,) if kit else slugs())
    with grading.Grader(launcher(options.isolation)) as grader, reporting.progress(voice) as status:
        if kit:
            kit.open_for(grader, seed)
        find = partial(_exercise, kit, options)
        report = _graded(grader, paths, find, seed=seed, voice=voice, status=status)
    shown = Report(tuple(withhold(grade, feedback) for grade in report.grades), report.refusals)
    code = _exit_code(report, options.pass_mark)
    page = replace(reporting.page(options, feedback, voice), passed=code == 0)
    reporting.publish(shown, page, format_name, options.output)
    return code


def _exercise(kit: Kit | None, options: argparse.Namespace, submission: Submission) -> Exercise:
    exercise = kit.exercise if kit else grading.exercise_of(submission, options.exercise)
    return grading.within(exercise, options.timeout)


COMMAND = Command(
    N_("Grade one or more submissions"),
    _arguments,
    _run,
    Audience.STUDENTS,
    ("grade run", "grade run a.py b.ipynb --seed 7", "grade run a.py --format html --output report.html"),
)


def _graded(
    grader: grading.Grader,
    paths: Sequence[Path],
    find: Callable[[Submission], Exercise],
    *,
    seed: int,
    voice: Speech,
    status: Status,
) -> Report:
    grades, refusals = [], []
    for path in paths:
        try:
            submission = read_submission(path)
            exercise = find(submission)
        except SubmissionError as error:
            refusals.append(Refusal(str(path), error.said(voice.catalogue.gettext)))
            continue
        grades.append(
            grader.grade(exercise, submission, seed=seed, listener=reporting.listener(submission, voice, status))
        )
    return Report(tuple(grades), tuple(refusals))


def _exit_code(report: Report, pass_mark: float) -> int:
    if any(verdict.outcome is Outcome.BROKEN for grade in report.grades for verdict in grade.verdicts):
        return 5
    if report.refusals:
        return SubmissionError.exit_code
    reached = all(FULL * grade.total.score >= pass_mark * grade.total.max_score for grade in report.grades)
    return 0 if reached else 1
