"""`grade FILE …`: grade each file and print one report."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader import sandbox
from grader.api import any_seed
from grader.authoring.kit import Kit, read_kit
from grader.cli import output
from grader.cli.course_map import is_as_given, mapped
from grader.cli.keeping import add_keep, keeps, say_what_stays
from grader.cli.last_time import last_time
from grader.cli.options import (
    add_isolation,
    add_pass_mark,
    add_submission,
    add_timeout,
    course_of,
    exercise_for,
    launcher,
)
from grader.errors import SubmissionError
from grader.exercise.course import Course
from grader.feedback.visibility import Feedback, choose, withhold
from grader.grading.pipeline import Grader
from grader.i18n import Speech
from grader.model import Exercise, Outcome, Submission
from grader.reports import Refusal, Report
from grader.submission.read import read_submission
from grader.submission.recognize import find_submissions, meant_by
from grader.typed import FULL


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the files, and how they are graded and reported."""
    add_submission(parser, voice, "files", "*")
    output.add_report(parser, voice)
    add_pass_mark(parser, voice)
    add_timeout(parser, voice)
    add_isolation(parser, voice)
    add_keep(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Grade submissions, and return whether all reached the pass mark."""
    course, kit = course_of(options), read_kit(options.kit) if options.kit else None
    format_name = output.format_of(options, os.environ)
    wanted, feedback = choose(options.seed, options.feedback, os.environ)
    known = (kit.exercise.slug,) if kit else course.slugs
    named = [found for path in options.files for found in meant_by(path, known)]
    paths = named or find_submissions(Path.cwd(), known)
    # A folder with several exercises, for somebody who looks at it.
    whole = len(options.files) <= 1 < len(paths) and format_name == "terminal"
    begun = [path for path in paths if not is_as_given(path, course)] if whole else paths
    # Where there is no file, nobody waits for TensorFlow to be told so.
    there = any(path.is_file() for path in begun)
    started = launcher(course, options.isolation, keep=keeps(options)) if there else None
    if started:
        report = _graded(started, options, course, kit, begun, seed=wanted, feedback=feedback, voice=voice)
    else:
        found = (_asked(path, options, course, kit, voice) for path in begun)
        report = Report((), tuple(refused for refused in found if isinstance(refused, Refusal)))
    shown = Report(tuple(withhold(grade, feedback) for grade in report.grades), report.refusals)
    if whole:
        shown = mapped(shown, course, paths)
        report = replace(report, places=shown.places)
    code = _exit_code(report, options.pass_mark)
    page = replace(output.page(options, feedback, voice), passed=code == 0)
    output.publish(shown, page, format_name, options.output)
    if started:
        say_what_stays(started, report.grades, voice)
    return code


def _graded(
    started: sandbox.Launcher,
    options: argparse.Namespace,
    course: Course,
    kit: Kit | None,
    paths: Sequence[Path],
    *,
    seed: int | None,
    feedback: Feedback,
    voice: Speech,
) -> Report:
    """Grade submissions, all with one seed; what is remembered is of one submission alone."""
    grades, refusals = [], []
    # Nobody says whose they are.
    several = len(paths) > 1
    with Grader(started, several_students=several) as grader, output.progress(voice) as status:
        memory = None if several else last_time(started, paths[0])
        for path in paths:
            found = _asked(path, options, course, kit, voice)
            if isinstance(found, Refusal):
                refusals.append(found)
                continue
            submission, exercise = found
            last = memory.of(exercise, kit.seeds if kit else None) if memory else None
            if seed is None:
                # With full marks, it is for other test data to show that they weren't by chance.
                seed = any_seed(kit.seeds if kit else None) if last is None or last.passed else last.seed
            if kit:
                kit.open_for(grader, seed)
            if last and last.seed == seed:
                grader.recall(exercise, last)
            listener, judged = output.listener(submission, voice, status), output.judged(voice, feedback, status)
            grade = grader.grade(exercise, submission, seed=seed, listener=listener, judged=judged)
            grades.append(grade)
            if memory:
                memory.keep(grader, exercise, grade, seed)
    return Report(tuple(grades), tuple(refusals))


def _asked(
    path: Path, options: argparse.Namespace, course: Course, kit: Kit | None, voice: Speech
) -> tuple[Submission, Exercise] | Refusal:
    """Read a submission, and find out for which exercise it is."""
    try:
        submission = read_submission(path)
        return submission, exercise_for(kit, course, options, submission)
    except SubmissionError as error:
        return Refusal(str(path), error.said(voice.catalogue.gettext))


def _exit_code(report: Report, pass_mark: float) -> int:
    """Return what the command ends with; an exercise that isn't begun has no points."""
    if any(verdict.outcome is Outcome.BROKEN for grade in report.grades for verdict in grade.verdicts):
        return 5
    if report.refusals:
        return SubmissionError.exit_code
    if any(place.grade is None for place in report.places) and pass_mark > 0:
        return 1
    reached = all(FULL * grade.total.score >= pass_mark * grade.total.max_score for grade in report.grades)
    return 0 if reached else 1
