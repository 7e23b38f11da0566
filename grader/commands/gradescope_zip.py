"""`grade gradescope-zip`: build the archive that Gradescope grades with."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from grader import gradescope, sandbox
from grader.commands.command import Audience, Command, add_exercise, add_seed
from grader.exercise import find_exercise
from grader.feedback import Feedback
from grader.reports.gradescope import VISIBILITIES
from grader.speech import LANGUAGES, N_, Speech


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
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
    levels = [level.value for level in sandbox.Isolate]
    parser.add_argument("--isolation", choices=levels, default="require", help=say(N_("see `grade run --help`")))
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default="en",
        help=say(N_("language of the reports that students see (default: en)")),
    )


def _run(options: argparse.Namespace, voice: Speech) -> int:
    if options.exercise is not None:
        find_exercise(options.exercise)
    words = ["--format", "gradescope", "--visibility", options.visibility, "--isolation", options.isolation]
    words += ["--lang", options.language]
    words += ["--exercise", options.exercise] if options.exercise else []
    words += ["--feedback", options.feedback] if options.feedback else []
    gradescope.build(options.output, words, options.seed)
    print(voice.say(N_("{path}: upload it as the autograder of a programming assignment."), path=options.output))
    return os.EX_OK


COMMAND = Command(N_("Build the autograder archive for Gradescope"), _arguments, _run, Audience.INSTRUCTORS)
