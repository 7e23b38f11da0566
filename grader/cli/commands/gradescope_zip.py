"""`grade gradescope-zip`: build the archive that Gradescope grades with."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from grader.cli.options import add_exercise, add_seed, course_of
from grader.feedback.visibility import Feedback
from grader.i18n import N_, Speech
from grader.integrations import gradescope_autograder
from grader.model import Isolate
from grader.reports.gradescope import VISIBILITIES
from grader.typed import language


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the exercise, and the options that it is graded with."""
    say = voice.say
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("autograder.zip"),
        metavar="FILE",
        help=say(N_("archive to write (default: autograder.zip)")),
    )
    add_exercise(parser, voice)
    add_seed(parser, voice)
    parser.add_argument(
        "--feedback", choices=[level.value for level in Feedback], help=say(N_("see `grade run --help`"))
    )
    parser.add_argument("--visibility", choices=VISIBILITIES, default="visible", help=say(N_("see `grade run --help`")))
    levels = [level.value for level in Isolate]
    parser.add_argument("--isolation", choices=levels, default="require", help=say(N_("see `grade run --help`")))
    parser.add_argument(
        "--language",
        type=language(voice),
        metavar="CODE",
        default="en",
        help=say(N_("language of the reports that students see (default: en)")),
    )


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Build the archive."""
    course = course_of(options)
    if options.exercise is not None:
        course.exercise(options.exercise)
    words = ["--format", "gradescope", "--visibility", options.visibility, "--isolation", options.isolation]
    words += ["--lang", options.language]
    words += ["--exercise", options.exercise] if options.exercise else []
    words += ["--feedback", options.feedback] if options.feedback else []
    gradescope_autograder.build(options.output, course, words, options.seed)
    print(voice.say(N_("{path}: upload this file as the autograder of a programming assignment."), path=options.output))
    return os.EX_OK
