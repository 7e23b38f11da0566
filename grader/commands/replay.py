"""`grade replay ATTEMPT`: grade one text once more as it was graded then, and compare."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import replace

from grader import changes, work
from grader.batch import terms_of
from grader.commands.command import ANY_NUMBER, Audience, Command, whole_number
from grader.commands.gradebook import add_folder
from grader.errors import MachineError, UsageError
from grader.exercise import find_exercise
from grader.reports.escape import for_terminal
from grader.speech import N_, Speech
from grader.store import Run, open_store


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    about = N_("number of the attempt, as `grade history` shows it")
    parser.add_argument("attempt", type=whole_number(1, ANY_NUMBER), metavar="ATTEMPT", help=voice.say(about))
    add_folder(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    with contextlib.closing(open_store(options.output, options.database)) as store:
        attempt, run = store.attempt(options.attempt)
        text = store.submission(attempt.digest)
    if attempt.facts is None:
        raise UsageError("The grader failed at attempt {number}: there is nothing to compare.", number=attempt.id)
    _require_same_terms(run)
    try:
        task = work.Task(terms_of(run), (replace(text, module_name=run.terms["slug"]),))
        [again] = work.work(task)
    finally:
        work.close()
    found = list(changes.differing(attempt.facts, again))
    for line in found:
        print(for_terminal(line))
    same = N_("Same result: {score:g} of {most:g} points, every verdict, every value.")
    differs = N_("The result differs: it was {score:g} of {most:g} points then.")
    print(voice.say(differs if found else same, score=attempt.score, most=attempt.max_score))
    return 1 if found else 0


COMMAND = Command(N_("Grade one attempt again, and compare the results"), _arguments, _run, Audience.INSTRUCTORS)


def _require_same_terms(run: Run) -> None:
    if work.digest_of(find_exercise(run.terms["slug"]).folder) != run.terms["exercise_digest"]:
        raise UsageError("The exercise has changed since then. Grade it again with `grade batch`.")
    here = work.versions()
    other = [f"{name} {version}" for name, version in run.terms["versions"].items() if here.get(name) != version]
    if other:
        raise MachineError(
            "This attempt was graded with {versions}. Install that to repeat it.", versions=", ".join(other)
        )
