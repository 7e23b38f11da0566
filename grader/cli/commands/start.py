"""`grade start [DIR]`: put the exercises where a student works, and give a spoilt one back."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from pathlib import Path

from grader.cli.options import add_course, course_of
from grader.exercise import hand_out
from grader.exercise.course import Course, Origin
from grader.i18n import N_, Speech


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add where the exercises go, and which."""
    say = voice.say
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIR",
        help=say(N_("where to put the exercises, each in a folder of its own (default: the current folder)")),
    )
    parser.add_argument(
        "--reset",
        metavar="NAME",
        help=say(N_("restore an exercise or one of its files to the original; your version is kept beside it")),
    )
    add_course(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Copy exercises, and say what to do next."""
    course = course_of(options)
    if options.reset is None:
        _start(course, options.folder, voice, options.lang)
    else:
        _reset(course, options.folder, options.reset, voice)
    return 0


def _start(course: Course, folder: Path, voice: Speech, wished: str | None) -> None:
    kept = copy(course, folder, voice)
    if kept:
        where = [str(folder)] if folder != Path() else []
        # One name as an example: of the first exercise what a student works in, which comes last.
        *_, example = (path for path in kept if path.parent == kept[0].parent)
        line = shlex.join(["grade", "start", *where, "--reset", example.name])
        print(voice.say(N_("To restore a file to its original state, run: {line}"), line=line))
    # Who asked for a language here wants it in the report, too.
    words = ["grade", *(["--lang", wished] if wished else [])]
    if course.origin is Origin.FOLDER:
        # No folder remembers a path.
        words += ["--course", str(course.folder)]
    first, *others = hand_out.places(course, folder)
    if others:
        sentence = N_("There are {number} exercises. To see how far you are in each of them, run: {line}")
        print(voice.say(sentence, number=1 + len(others), line=_run_in(folder, words)))
    readme, line = first / "README.md", _run_in(first, words)
    sentence = (
        N_("Next: read {readme}, write the parts in the script or the notebook, and run: {line}")
        if readme.is_file()
        else N_("Next: write the parts in the script or the notebook, and run: {line}")
    )
    print(voice.say(sentence, readme=readme, line=line))


def _run_in(folder: Path, words: Sequence[str]) -> str:
    """Return the line that runs a command in a folder, which may be this one."""
    line = shlex.join(words)
    return line if folder == Path() else f"cd {shlex.quote(str(folder))} && {line}"


def copy(course: Course, folder: Path, voice: Speech) -> list[Path]:
    """Put the exercises into a folder, say so file by file, and return the files that were already there."""
    kept = []
    for path, written in hand_out.copy_starters(course, folder, voice.code):
        kept += [] if written else [path]
        sentence = N_("Created {path}") if written else N_("{path} is already there and was not changed.")
        print(voice.say(sentence, path=path))
    return kept


def _reset(course: Course, folder: Path, name: str, voice: Speech) -> None:
    done = False
    for path, backup in hand_out.reset(course, folder, name, voice.code):
        done = True
        sentence = N_("Restored {path}. Your version is in {backup}.") if backup else N_("Created {path}")
        print(voice.say(sentence, path=path, backup=backup))
    if not done:
        print(voice.say(N_("`{name}` has not been changed, so there is nothing to restore."), name=name))
