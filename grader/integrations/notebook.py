"""In a notebook: `%load_ext grader`, then `%grade` or `%grade train` grade what is defined at that moment.

The cells that the kernel has run (history.py says which, and in which order) are a submission like a file: they run in the
same confined processes, so that score, sentences, lines and named mistakes are those of `grade FILE`. Only what no cell
defines, as what is imported from a module of the student's own, is asked in the kernel itself, and the report says so.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shlex
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from grader import crashes, sandbox
from grader.api import any_seed
from grader.authoring.kit import read_kit
from grader.errors import UsageError
from grader.exercise.course import Course, find_course, hidden
from grader.exercise.parts import find_part
from grader.feedback.visibility import SEEDS
from grader.grading import pipeline
from grader.i18n import N_, Speech, language_of, speech
from grader.integrations.kernel_history import Run, cells_of
from grader.model import Exercise, Grade, Submission
from grader.reports import FORMATS, Page, Report
from grader.reports.html.page import fragment
from grader.typed import language, whole_number


class Recorder:
    """What the kernel tells of each run and its history doesn't keep: the cell's id, and where it was interrupted.

    Runs from before it listened are taken from the history without either.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._told: dict[int, Run] = {}
        shell.events.register("pre_run_cell", self._begun)
        shell.events.register("post_run_cell", self._ended)

    def runs(self) -> list[Run]:
        """Return every run since the kernel started, the one that is going on included."""
        return [self._run(number, text) for number, text in enumerate(self._texts()) if number]

    def _texts(self) -> list[str]:
        """Return the history; a text's place in it is its number in `In [n]`."""
        return list(self._shell.history_manager.input_hist_raw)

    def _run(self, number: int, text: str) -> Run:
        told = self._told.get(number)
        # The numbers begin again after `%reset`.
        return replace(told, source=text) if told and told.source.strip() == text.strip() else Run(number, text)

    def _begun(self, info: Any) -> None:
        number = len(self._texts())
        self._told[number] = Run(number, info.raw_cell, getattr(info, "cell_id", None))

    def _ended(self, result: Any) -> None:
        number = len(self._texts()) - 1
        if isinstance(result.error_in_exec, KeyboardInterrupt) and number in self._told:
            line = _line(result.error_in_exec, self._shell.user_global_ns)
            self._told[number] = replace(self._told[number], interrupted=line)


def _line(error: BaseException, namespace: dict[str, object]) -> int | None:
    """Return the line of the cell itself at which an exception passed through it."""
    frames = traceback.walk_tb(error.__traceback__)
    return next((line for frame, line in frames if frame.f_globals is namespace), None)


class Session:
    """What one kernel keeps: the processes that run code, and a seed, so that the reference is run once."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._recorder = Recorder(shell)
        self._seed = any_seed()
        self._grader: pipeline.Grader | None = None
        self._course: Course | None = None

    def grade(self, line: str) -> None:
        """Grade what the notebook defines now, or one part of it, and show the report below the cell."""
        voice = speech(language_of(os.environ))
        try:
            options = _options(line, voice)
            voice = speech(options.lang or voice.code)
            _show(self._graded(options, voice), voice)
        except Exception as error:  # noqa: BLE001 (a traceback of ours would tell a student nothing)
            print(crashes.told(error).said(voice.catalogue.gettext))

    def close(self) -> None:
        """End the processes that were started."""
        if self._grader is not None:
            self._grader.__exit__(None, None, None)
            self._grader = None

    def _graded(self, options: argparse.Namespace, voice: Speech) -> Grade:
        course = find_course(options.course, Path.cwd())
        if self._grader is None or course != self._course:
            self.close()
            print(voice.say(N_("Loading TensorFlow …")), flush=True)
            self._course, self._grader = course, pipeline.Grader(sandbox.launcher(hidden(course)))
        namespace = self._shell.user_ns
        if options.kit:
            kit = read_kit(options.kit)
            exercise, seed = kit.exercise, kit.seeds[0] if options.seed is None else options.seed
            kit.open_for(self._grader, seed)
        else:
            exercise = _exercise(course, options.exercise, namespace)
            seed = self._seed if options.seed is None else options.seed
        part = find_part(exercise, options.part).name if options.part else None
        expected = self._grader.expected.prepare(exercise, seed)
        asked = exercise.with_uses(part) if part else exercise
        submission = Submission("", exercise.slug, "", cells_of(self._recorder.runs()))
        seen = self._grader.observe(asked, submission, seed=seed, listener=lambda _answered, _of: None)
        student = sandbox.with_live(asked, namespace, seen)
        grade = self._grader.conclude(asked, submission, reference=expected.result(), student=student)
        return grade.only(part) if part else grade


def register(shell: Any) -> None:
    """Make `%grade` known to an IPython shell."""
    session = Session(shell)
    shell.register_magic_function(session.grade, "line", "grade")
    atexit.register(session.close)


class _Parser(argparse.ArgumentParser):
    """Raises where argparse would end the process, which is the notebook's."""

    def error(self, message: str) -> NoReturn:
        raise UsageError("%grade: {message}", message=message)


def _options(line: str, voice: Speech) -> argparse.Namespace:
    parser = _Parser(prog="%grade", add_help=False)
    parser.add_argument("part", nargs="?")
    parser.add_argument("--course")
    parser.add_argument("--exercise")
    parser.add_argument("--kit", type=Path)
    parser.add_argument("--seed", type=whole_number(voice, 0, SEEDS - 1))
    parser.add_argument("--lang", type=language(voice))
    try:
        return parser.parse_args(shlex.split(line))
    except ValueError as error:
        raise UsageError("%grade: {message}", message=error) from error


def _exercise(course: Course, named: str | None, namespace: dict[str, object]) -> Exercise:
    """Return the exercise named, or the one of whose definitions the notebook has most."""
    if named is not None:
        return course.exercise(named)
    known = {o.slug: sum(part.definition in namespace for part in o.parts) for o in course.outlines()}
    best = max(known, key=lambda slug: known[slug])
    if len(known) > 1 and not known[best]:
        raise UsageError(
            "This notebook defines none of the names that an exercise asks for. Choose one: %grade --exercise {known}",
            known=" | ".join(known),
        )
    return course.exercise(best)


def _show(grade: Grade, voice: Speech) -> None:
    """Show the page where a front end can, and the terminal's report everywhere else."""
    from IPython.display import display  # noqa: PLC0415 (there in a notebook, and nowhere else)

    page = Page(voice)
    shown = {"text/html": fragment(grade, page), "text/plain": FORMATS["terminal"](Report((grade,)), page)}
    display(shown, raw=True)  # type: ignore[no-untyped-call]  # IPython has no types
