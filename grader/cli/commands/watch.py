"""`grade watch [FILE]`: grade each save of a file, or of the submissions in this folder; show the verdict in place."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from grader.cli import output
from grader.cli.keeping import keeps, say_what_stays
from grader.cli.options import course_of, launcher
from grader.cli.streams import write
from grader.cli.target import add_target, hints_given, target
from grader.grading import pipeline
from grader.i18n import Speech
from grader.reports import FORMATS, Report
from grader.reports.page import Page
from grader.submission.read import read_submission
from grader.watch.screen import Screen, ends_at_signals
from grader.watch.session import Rounds, Session
from grader.watch.view import View, body, frame

TICK_S = 0.03
# Drawn while grading goes on, and more often than that nobody reads it.
REDRAWN_S = 0.1
STEPS = {"up": -1, "down": 1, "back": -10, "on": 10, " ": 10}


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the submission, and how it is graded."""
    add_target(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Grade on each save until somebody ends it."""
    course = course_of(options)
    with ends_at_signals() as end_if_caught, contextlib.ExitStack() as stack:
        started = launcher(course, options.isolation, keep=keeps(options))
        grader = pipeline.Grader(started)
        rounds = Rounds(grader)
        stack.callback(rounds.close)
        stack.callback(grader.close)
        chosen = target(options, course, grader)
        if not (path := chosen.locate()).is_file():
            # Raises what is wrong with it; later, a file that vanishes is one that is being replaced.
            read_submission(path)
        session = Session(chosen, rounds, voice, hints_given())
        stack.callback(lambda: say_what_stays(started, [session.grade] if session.grade else [], voice))
        if sys.stdout.isatty():
            _on_screen(session, voice, end_if_caught)
        else:
            _in_a_row(session, voice, end_if_caught)
    return 0


def _in_a_row(session: Session, voice: Speech, end_if_caught: Callable[[], None]) -> None:
    """Print one report a save, for a reader that is no terminal."""
    page = output.full_page(voice)
    shown = None
    while True:
        end_if_caught()
        if session.tick(time.monotonic()):
            if session.notice:
                write(session.notice + "\n")
            elif session.grade is not shown and session.grade is not None:
                shown = session.grade
                write(FORMATS["terminal"](Report((shown,)), page))
        time.sleep(TICK_S)


def _on_screen(session: Session, voice: Speech, end_if_caught: Callable[[], None]) -> None:
    """Show the verdict in place until q or Ctrl-C; what stood there last stays in the terminal."""
    with contextlib.suppress(KeyboardInterrupt), Screen() as screen:
        _follow(session, screen, partial(output.full_page, voice), end_if_caught)
    write("".join(line + "\n" for line in body(session.view(keys=False), output.full_page(voice))))


def _follow(session: Session, screen: Screen, new_page: Callable[[], Page], end_if_caught: Callable[[], None]) -> None:
    """Take keys and saves in and draw what has changed, until q."""
    picture = Picture(new_page)
    while True:
        end_if_caught()
        keys = screen.keys(TICK_S)
        if "q" in keys:
            return
        for key in keys:
            session.press(key)
        session.tick(time.monotonic())
        lines = picture.lines(session.view(keys=screen.has_keys), keys, time.monotonic())
        if lines or screen.renewed():
            screen.show(lines or picture.drawn)


class Picture:
    """What is on the screen; made anew where it changed, since a page takes longer to lay out than a look at a file."""

    def __init__(self, new_page: Callable[[], Page]) -> None:
        self._new_page = new_page
        self._size = os.terminal_size((0, 0))
        self._page = new_page()
        self._view: View | None = None
        self._body: list[str] = []
        self._top = 0
        self._drawn_at = 0.0
        self.drawn: list[str] = []

    def lines(self, view: View, keys: list[str], now: float) -> list[str]:
        """Return the lines to show, none where they are those that were shown before."""
        size = shutil.get_terminal_size()
        if size != self._size:
            self._size, self._page, self._view = size, self._new_page(), None
        still = self._view is not None and _still(self._view) == _still(view)
        counting = view.progress is not None and now - self._drawn_at < REDRAWN_S
        if not keys and (view == self._view or (still and counting)):
            return []
        if not still:
            self._body, self._top = body(view, self._page), 0
        for key in keys:
            self._top += STEPS.get(key, 0)
        self._view, self._drawn_at = view, now
        lines, self._top = frame(self._body, view, self._page, height=size.lines, top=self._top)
        self.drawn = lines
        return lines


def _still(view: View) -> View:
    """Return what of a view doesn't change while grading goes on."""
    return replace(view, progress=None)
