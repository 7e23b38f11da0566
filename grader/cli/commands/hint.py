"""`grade hint [PART] [FILE]`: one hint more on a part, each time it is asked for."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.text import Text

from grader.cli import output
from grader.cli.keeping import keeps, say_what_stays
from grader.cli.last_time import last_time
from grader.cli.options import course_of, launcher
from grader.cli.streams import write
from grader.cli.target import add_target, hints_given, target
from grader.exercise.parts import find_part
from grader.feedback import sentences
from grader.feedback.findings import findings
from grader.feedback.hint_history import about
from grader.feedback.hints import first_open, hints_of
from grader.feedback.priority import next_step
from grader.feedback.wording import Wording
from grader.grading import pipeline
from grader.i18n import N_, Speech
from grader.model import Grade, Outcome, Part, Verdict
from grader.nearest import SUFFIXES
from grader.reports import Page, terminal
from grader.reports.escape import for_terminal
from grader.submission.read import read_submission

LONGEST_HINT = 2000


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the part that the hint is about, and the submission."""
    about = N_(
        "name of the function or class you want help with, such as `train` (default: what the report starts with)"
    )
    parser.add_argument("part", nargs="?", metavar="PART", help=voice.say(about))
    add_target(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Show the next hint about a part, on the data of the last report if that is remembered."""
    if options.part and options.file is None and Path(options.part).suffix in SUFFIXES:
        options.part, options.file = None, Path(options.part)
    course = course_of(options)
    started = launcher(course, options.isolation, keep=keeps(options))
    with pipeline.Grader(started) as grader:
        chosen = target(options, course, grader)
        path = chosen.locate()
        submission = read_submission(path)
        exercise = chosen.find(submission)
        part = find_part(exercise, options.part) if options.part else None
        memory = last_time(started, path)
        last = memory.of(exercise, chosen.seeds) if memory else None
        with output.progress(voice) as status:
            seed, listener = chosen.new_seed(last.seed if last else None), output.listener(submission, voice, status)
            if last and last.seed == seed:
                grader.recall(exercise, last)
            grade = grader.grade(exercise, submission, seed=seed, listener=listener)
        if memory:
            memory.keep(grader, exercise, grade, seed)
    _print(_told(grade, part, voice), output.full_page(voice))
    say_what_stays(started, (grade,), voice)
    return 0


def _told(grade: Grade, part: Part | None, voice: Speech) -> list[str]:
    """Return a hint on a part, or on what the report starts with; of code that can't run, what the report says."""
    verdict = first_open(grade, part.name) if part else next_step(grade)
    if verdict is not None:
        return _hint(grade, verdict, voice)
    problem = None if part else findings(grade, voice).first
    if problem is not None:
        place = sentences.place(voice, problem.where)
        return [f"{problem.reason} ({place})" if place else problem.reason, *filter(None, [problem.hint])]
    if any(v.outcome is Outcome.BROKEN and (part is None or v.part == part.name) for v in grade.verdicts):
        return [
            voice.say(
                N_("The reference solution itself failed here. This is a fault in the exercise, not in your code.")
            )
        ]
    if part is None:
        return [voice.say(N_("All checks pass, so no hints are needed."))]
    return [voice.say(N_("`{definition}` passes every check, so it needs no hints."), definition=part.definition)]


def _print(lines: list[str], page: Page) -> None:
    console = terminal.capturing_console(page)
    for line in lines:
        console.print(Text(for_terminal(line, LONGEST_HINT)))
    write(terminal.captured(console, page))


def _hint(grade: Grade, verdict: Verdict, voice: Speech) -> list[str]:
    """Return the next hint; after the last one, all of them again."""
    hints, counted, key = hints_of(Wording(voice, grade.exercise), verdict), hints_given(), about(grade, verdict)
    part = grade.exercise.definition(verdict.part)
    if counted.give(key, len(hints)):
        number = counted.given(key)
        heading = voice.say(N_("Hint {n} of {of} on `{part}`:"), n=number, of=len(hints), part=part)
        return [heading, hints.hint(number)]
    heading = voice.plural(
        "There are no more hints on `{part}`. Here it is once more:",
        "There are no more hints on `{part}`. Here are all {n}:",
        len(hints),
        part=part,
    )
    return [heading, *(f"{number}. {hints.hint(number)}" for number in range(1, len(hints) + 1))]
