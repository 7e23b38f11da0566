"""What commands about a student's own file share: which file, which exercise, which seed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from platformdirs import user_state_path

from grader import grading
from grader.api import any_seed
from grader.commands.command import add_exercise, add_isolation, add_seed, add_timeout
from grader.exercise import find_exercise, slugs
from grader.hints import Memory
from grader.kit import Kit, read_kit
from grader.model import Exercise, Slug, Submission
from grader.speech import N_, Speech
from grader.submission import find_submissions
from grader.watch import Work


def add_own_work(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the file, and how it is graded."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=voice.say(N_("script or notebook to grade (default: the exercise in this folder)")),
    )
    add_exercise(parser, voice)
    parser.add_argument("--kit", type=Path, metavar="KIT", help=voice.say(N_("kit that your course gave you")))
    add_seed(parser, voice)
    add_timeout(parser, voice)
    add_isolation(parser, voice)


def own_work(options: argparse.Namespace, grader: grading.Grader) -> Work:
    """Tell what is graded; raises UsageError and SubmissionError."""
    kit = read_kit(options.kit) if options.kit else None
    if options.exercise:
        find_exercise(options.exercise)
    locate = partial(_located, options.file, (kit.exercise.slug,) if kit else slugs())
    find, new_seed = partial(_exercise, kit, options), partial(_new_seed, kit, grader, [options.seed])
    return Work(locate, options.file is None, find, new_seed)


def _located(named: Path | None, known: Sequence[Slug]) -> Path:
    """Return the file that was named, else the submission in this folder that was saved last."""
    return named or max(find_submissions(Path.cwd(), known), key=lambda path: path.stat().st_mtime)


def _exercise(kit: Kit | None, options: argparse.Namespace, submission: Submission) -> Exercise:
    exercise = kit.exercise if kit else grading.exercise_of(submission, options.exercise)
    return grading.within(exercise, options.timeout)


def _new_seed(kit: Kit | None, grader: grading.Grader, wishes: list[int | None]) -> int:
    """Give the seed that was asked for, the first time, and then any other."""
    wished = wishes.pop() if wishes else None
    seed = any_seed(_seeds(kit)) if wished is None else wished
    if kit:
        kit.open_for(grader, seed)
    return seed


def _seeds(kit: Kit | None) -> Sequence[int] | None:
    return kit.seeds if kit else None


def memory() -> Memory:
    """Give the memory of the hints that were given, in the user's own folder."""
    return Memory(user_state_path("gradetape", appauthor=False) / "hints.json")
