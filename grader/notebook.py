"""In a notebook: `%load_ext grader`, then `%grade` or `%grade train` asks the live definitions."""

from __future__ import annotations

import argparse
import atexit
import os
from pathlib import Path
from typing import Any, NoReturn

from grader import grading, sandbox
from grader.api import any_seed
from grader.errors import GraderError, UsageError
from grader.exercise import HIDDEN, find_exercise, slugs
from grader.kit import read_kit
from grader.model import Exercise, Grade, Submission
from grader.reports import Page, html
from grader.speech import LANGUAGES, N_, Speech, language_of, speech


class Session:
    """What one kernel keeps: the processes that run the reference, and a seed, so that it is run once."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._seed = any_seed()
        self._grader: grading.Grader | None = None

    def grade(self, line: str) -> None:
        """Grade what the notebook defines now, or one part of it, and show the report below the cell."""
        voice = speech(language_of(os.environ))
        try:
            options = _options(line.split())
            voice = speech(options.lang or voice.code)
            grade = self._graded(options, voice)
        except GraderError as error:
            print(error.said(voice.catalogue.gettext))
            return
        _show(grade, voice)

    def close(self) -> None:
        """End the processes that were started."""
        if self._grader is not None:
            self._grader.__exit__(None, None, None)
            self._grader = None

    def _graded(self, options: argparse.Namespace, voice: Speech) -> Grade:
        if self._grader is None:
            print(voice.say(N_("Loading TensorFlow …")), flush=True)
            self._grader = grading.Grader(sandbox.launcher(HIDDEN))
        if options.kit:
            kit = read_kit(options.kit)
            whole, seed = kit.exercise, kit.seeds[0]
            kit.open_for(self._grader, seed)
        else:
            whole, seed = _exercise(options.exercise, self._shell.user_ns), self._seed
        exercise = _part_of(whole, options.part) if options.part else whole
        expected = self._grader.prepare(whole, seed)
        student = sandbox.observe_live(exercise, self._shell.user_ns, seed=seed)
        submission = Submission("", exercise.slug, "", ())
        return self._grader.conclude(exercise, submission, reference=expected.result(), student=student)


def register(shell: Any) -> None:
    """Make `%grade` known to an IPython shell."""
    session = Session(shell)
    shell.register_magic_function(session.grade, "line", "grade")
    atexit.register(session.close)


class _Parser(argparse.ArgumentParser):
    """Raises where argparse would end the process, which is the notebook's."""

    def error(self, message: str) -> NoReturn:
        raise UsageError("%grade: {message}", message=message)


def _options(words: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="%grade", add_help=False)
    parser.add_argument("part", nargs="?")
    parser.add_argument("--exercise")
    parser.add_argument("--kit", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES)
    return parser.parse_args(words)


def _exercise(named: str | None, namespace: dict[str, object]) -> Exercise:
    """Give the exercise named, or the one of whose definitions the notebook has most."""
    if named is not None:
        return find_exercise(named)
    known = [find_exercise(slug) for slug in slugs()]
    return max(known, key=lambda exercise: sum(part.definition in namespace for part in exercise.parts))


def _part_of(exercise: Exercise, name: str) -> Exercise:
    """Give one part alone, by its own name or that of its definition."""
    for part in exercise.parts:
        if name in (part.name, part.definition):
            return exercise.only(part.name)
    known = ", ".join(part.name for part in exercise.parts)
    raise UsageError("There is no part {name!r}. There is: {known}", name=name, known=known)


def _show(grade: Grade, voice: Speech) -> None:
    from IPython.display import HTML, display

    display(HTML(html.fragment(grade, Page(voice))))  # type: ignore[no-untyped-call]  # IPython has no types
