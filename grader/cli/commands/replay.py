"""`grade replay ATTEMPT`: grade one text once more as it was graded then, and compare."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import replace

from grader.classroom import tasks
from grader.classroom.gradebook import changes
from grader.classroom.store import Run, open_store
from grader.cli.gradebook_options import add_folder
from grader.cli.options import add_course, course_of
from grader.errors import MachineError, UsageError
from grader.exercise.files import Files, digest_of
from grader.i18n import N_, Speech
from grader.reports.escape import for_terminal
from grader.typed import ANY_NUMBER, whole_number


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the attempt, and its gradebook."""
    about = N_("number of the attempt, shown by `grade history`")
    parser.add_argument("attempt", type=whole_number(voice, 1, ANY_NUMBER), metavar="ATTEMPT", help=voice.say(about))
    add_folder(parser, voice)
    add_course(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Grade an attempt again, and return whether the result is the same."""
    with contextlib.closing(open_store(options.output, options.database)) as store:
        attempt, run = store.attempt(options.attempt)
        text = store.submission(attempt.digest)
    if attempt.facts is None:
        raise UsageError(
            "gradetape itself failed on attempt {number}, so there is nothing to compare.", number=attempt.id
        )
    files = course_of(options).exercise(run.terms.slug).own_reference.files
    _require_same_terms(run, files)
    try:
        task = tasks.Task(run.terms, (replace(text, module_name=run.terms.slug),), tasks.packed(files))
        [again] = tasks.grade_task(task)
    finally:
        tasks.close()
    found = list(changes.differing(attempt.facts, again))
    for line in found:
        print(for_terminal(line))
    same = N_("Same result: {score:g} of {most:g} points, with the same verdicts and values.")
    differs = N_("The result is different: the attempt had {score:g} of {most:g} points.")
    print(voice.say(differs if found else same, score=attempt.score, most=attempt.max_score))
    return 1 if found else 0


def _require_same_terms(run: Run, files: Files) -> None:
    if digest_of(files) != run.terms.exercise_digest:
        raise UsageError("The exercise has changed since this attempt. Grade again with `grade batch`.")
    here = tasks.versions()
    other = [f"{name} {version}" for name, version in run.terms.versions.items() if here.get(name) != version]
    if other:
        raise MachineError(
            "This attempt was graded with {versions}. Install these versions to repeat it.", versions=", ".join(other)
        )
