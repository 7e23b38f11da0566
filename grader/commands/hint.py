"""`grade hint PART [FILE]`: one hint more on a part, each time it is asked for."""

from __future__ import annotations

import argparse

from rich.text import Text

from grader import grading
from grader.commands import reporting
from grader.commands.command import Audience, Command, launcher
from grader.commands.own_work import add_own_work, memory, own_work
from grader.hints import about, first_open, hints_of
from grader.model import Grade, Outcome, Part, Verdict
from grader.reports import Page, terminal
from grader.reports.escape import for_terminal
from grader.speech import N_, Speech
from grader.submission import read_submission

LONGEST_HINT = 2000


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    parser.add_argument(
        "part", metavar="PART", help=voice.say(N_("name of the function or class you want help with, such as `train`"))
    )
    add_own_work(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    with grading.Grader(launcher(options.isolation)) as grader:
        work = own_work(options, grader)
        submission = read_submission(work.locate())
        exercise = work.find(submission)
        part = exercise.part_called(options.part)
        with reporting.progress(voice) as status:
            seed, listener = work.new_seed(), reporting.listener(submission, voice, status)
            grade = grader.grade(exercise, submission, seed=seed, listener=listener)
    _print(_told(grade, part, voice), reporting.full_page(voice))
    return 0


COMMAND = Command(
    N_("Show a hint about a part, and one more each time you ask"),
    _arguments,
    _run,
    Audience.STUDENTS,
    ("grade hint train", "grade hint train notebook.ipynb"),
)


def _told(grade: Grade, part: Part, voice: Speech) -> list[str]:
    verdict = first_open(grade, part.name)
    if verdict is not None:
        return _hint(grade, verdict, voice)
    if any(v.part == part.name and v.outcome is Outcome.BROKEN for v in grade.verdicts):
        return [voice.say(N_("The reference itself failed here: this is the exercise's fault, not yours."))]
    return [
        voice.say(N_("`{definition}` passes every check: there is nothing to hint at."), definition=part.definition)
    ]


def _print(lines: list[str], page: Page) -> None:
    console = terminal.paper(page)
    for line in lines:
        console.print(Text(for_terminal(line, LONGEST_HINT)))
    reporting.write(terminal.written(console, page))


def _hint(grade: Grade, verdict: Verdict, voice: Speech) -> list[str]:
    """Give the next hint; after the last one, all of them again."""
    hints, counted, key = hints_of(voice, grade, verdict), memory(), about(grade, verdict)
    part = grade.exercise.definition(verdict.part)
    if counted.give(key, len(hints)):
        number = counted.given(key)
        heading = voice.say(N_("Hint {n} of {of} on `{part}`:"), n=number, of=len(hints), part=part)
        return [heading, hints.hint(number)]
    heading = voice.plural(
        "There are no more hints on `{part}`. This was the one:",
        "There are no more hints on `{part}`. These were the {n}:",
        len(hints),
        part=part,
    )
    return [heading, *(f"{number}. {hints.hint(number)}" for number in range(1, len(hints) + 1))]
