"""What commands about a student's own file share: which file, which exercise, which seed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from platformdirs import user_state_path

from grader.api import any_seed
from grader.authoring.kit import Kit, read_kit
from grader.cli.course_map import is_as_given
from grader.cli.keeping import add_keep
from grader.cli.options import add_isolation, add_submission, add_timeout, exercise_for
from grader.exercise.course import Course
from grader.feedback.hint_history import Memory
from grader.grading.pipeline import Grader
from grader.i18n import Speech
from grader.model import Slug
from grader.submission.recognize import find_submissions, meant_by
from grader.watch.target import Target


def add_target(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the file, and how it is graded."""
    add_submission(parser, voice, "file", "?")
    add_timeout(parser, voice)
    add_isolation(parser, voice)
    add_keep(parser, voice)


def target(options: argparse.Namespace, course: Course, grader: Grader) -> Target:
    """Return what is graded; raises UsageError and SubmissionError."""
    kit = read_kit(options.kit) if options.kit else None
    if options.exercise:
        course.exercise(options.exercise)
    locate = partial(located, options.file, course, (kit.exercise.slug,) if kit else course.slugs)
    find, new_seed = partial(exercise_for, kit, course, options), partial(_new_seed, kit, grader, [options.seed])
    return Target(locate, options.file is None, find, new_seed, _seeds(kit))


def located(named: Path | None, course: Course, known: Sequence[Slug]) -> Path:
    """Return the file that was named, else the submission in this folder, or in the one named, that was saved last.

    Of several exercises those count that were begun; before any is, it is the first of the course.
    """
    paths = meant_by(named, known) if named else find_submissions(Path.cwd(), known)
    if len(paths) == 1:
        return paths[0]
    paths = [path for path in paths if not is_as_given(path, course)] or paths[:1]
    return max(paths, key=lambda path: path.stat().st_mtime)


def _new_seed(kit: Kit | None, grader: Grader, wishes: list[int | None], last: int | None = None) -> int:
    """Return the seed that was asked for, the first time; then the `last` one, if it is given, or any other."""
    wished = wishes.pop() if wishes else None
    known = last if wished is None else wished
    seed = any_seed(_seeds(kit)) if known is None else known
    if kit:
        kit.open_for(grader, seed)
    return seed


def _seeds(kit: Kit | None) -> Sequence[int] | None:
    return kit.seeds if kit else None


def hints_given() -> Memory:
    """Return the memory of the hints that were given, in the user's own folder."""
    return Memory(user_state_path("gradetape", appauthor=False) / "hints.json")
