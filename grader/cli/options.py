"""The options that several commands take."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from grader import sandbox
from grader.exercise.course import Course, around, find_course, hidden
from grader.exercise.files import CHECKS, SETTINGS
from grader.exercise.load import read_exercise
from grader.exercise.sections import ONE
from grader.feedback.visibility import SEEDS
from grader.grading.limits import within
from grader.i18n import N_, Speech
from grader.model import Exercise, Isolate, Submission
from grader.submission.recognize import exercise_of
from grader.typed import FULL, percentage, seconds, whole_number

if TYPE_CHECKING:
    from grader.authoring.kit import Kit


def add_isolation(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--isolation`."""
    sentence = N_(
        "require: confine student code or refuse to run it; auto: confine it as far as this machine can; off: don't confine it (default: auto; in CI and for a class: require)"
    )
    parser.add_argument("--isolation", choices=[level.value for level in Isolate], help=voice.say(sentence))


def add_course(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--course`."""
    sentence = N_("course to take the exercises from: its name or its folder (default: the installed one)")
    parser.add_argument("--course", metavar="COURSE", help=voice.say(sentence))


def course_of(options: argparse.Namespace) -> Course:
    """Return the course that was chosen, or the one that is meant without a choice."""
    return find_course(options.course, Path.cwd())


def authors_course(options: argparse.Namespace) -> Course:
    """Return the course that was chosen, or the one in whose folder its author is."""
    return (None if options.course else around(Path.cwd())) or course_of(options)


def add_authors_exercise(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the exercise that an author works on, and `--course`."""
    about = N_("slug or folder of an exercise (default: every exercise of the course)")
    parser.add_argument("exercise", nargs="?", metavar="SLUG", help=voice.say(about))
    add_course(parser, voice)


def authors_exercises(course: Course, named: str | None) -> list[Exercise]:
    """Return an exercise of the course, or in a folder of any, as it was named; all of the course if none was."""
    if named is None:
        return list(course.exercises())
    folder = Path(named)
    if named in course.slugs or not any((folder / name).is_file() for name in (SETTINGS, CHECKS, ONE)):
        return [course.exercise(named)]
    others = around(folder)
    return [read_exercise(folder.resolve(), others.languages if others else ())]


def add_exercise(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--exercise`, and `--course`."""
    add_course(parser, voice)
    sentence = N_("exercise to grade (default: recognized from the file's name or definitions)")
    parser.add_argument("--exercise", metavar="SLUG", help=voice.say(sentence))


def exercise_for(kit: Kit | None, course: Course, options: argparse.Namespace, submission: Submission) -> Exercise:
    """Return the exercise a submission is graded by, with the time limit that was asked for."""
    exercise = kit.exercise if kit else exercise_of(submission, course, options.exercise)
    return within(exercise, options.timeout)


def add_seed(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--seed`."""
    sentence = N_("seed of the test data; the same seed gives the same data")
    parser.add_argument("--seed", type=whole_number(voice, 0, SEEDS - 1), metavar="N", help=voice.say(sentence))


def add_submission(parser: argparse.ArgumentParser, voice: Speech, name: str, number: str) -> None:
    """Add the submissions to grade, as argparse's `number` of them, and the exercise, the kit and the seed for them."""
    about = N_("script or notebook to grade, or a folder with one (default: the exercise in this folder)")
    parser.add_argument(name, nargs=number, type=Path, metavar="FILE", help=voice.say(about))
    add_exercise(parser, voice)
    parser.add_argument("--kit", type=Path, metavar="KIT", help=voice.say(N_("kit from your course")))
    add_seed(parser, voice)


def add_timeout(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--timeout`."""
    sentence = N_("time limit for each submission (default: set by the exercise)")
    parser.add_argument("--timeout", type=seconds(voice), metavar="SECONDS", help=voice.say(sentence))


def add_pass_mark(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--pass-mark`."""
    sentence = N_("minimum score, in percent, for exit code 0 (default: 100)")
    parser.add_argument(
        "--pass-mark", type=percentage(voice), default=FULL, metavar="PERCENT", help=voice.say(sentence)
    )


def launcher(
    course: Course, isolation: str | None, default: Isolate = Isolate.AUTO, *, keep: bool = False
) -> sandbox.Launcher:
    """Start what runs student code, which can read no reference; in CI it is confined or not run at all, unless somebody says otherwise.

    With `keep`, TensorFlow stays loaded for the next command.
    """
    unsaid = Isolate.REQUIRE if os.environ.get("CI") else default
    return sandbox.launcher(hidden(course), Isolate(isolation) if isolation else unsaid, keep=keep)
