"""Every word after `grade`, with what `grade --help` says of it; what a command does is imported when it is typed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from grader.i18n import N_, Speech

if TYPE_CHECKING:
    import argparse


class Audience(Enum):
    """Who needs a command; `grade --help` lists them in this order."""

    STUDENTS = N_("For students")
    INSTRUCTORS = N_("For instructors")
    AUTHORS = N_("For authors of exercises")
    MACHINE = N_("This machine")


class Module(Protocol):
    """What the file of a command holds."""

    def arguments(self, parser: argparse.ArgumentParser, voice: Speech) -> None:
        """Add the arguments and options that the command takes."""

    def main(self, options: argparse.Namespace, voice: Speech) -> int:
        """Do what was asked for, and return the exit code."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `grade`: what it is for, who needs it, and how it is typed."""

    name: str
    about: str
    audience: Audience
    examples: tuple[str, ...] = ()

    def module(self) -> Module:
        """Import the command's own file, which is named after it, with all that the command needs."""
        found: Any = importlib.import_module(f"{__package__}.commands.{self.name.replace('-', '_')}")
        return found  # type: ignore[no-any-return]  # tests see to it that each has both functions


_COMMANDS = (
    Command(
        "run",
        N_("Grade one or more submissions"),
        Audience.STUDENTS,
        ("grade run", "grade run a.py b.ipynb --seed 7", "grade run a.py --format html --output report.html"),
    ),
    Command(
        "start", N_("Get the exercises to work on"), Audience.STUDENTS, ("grade start", "grade start week1 --lang uk")
    ),
    Command(
        "exercises",
        N_("List the exercises of a course"),
        Audience.STUDENTS,
        ("grade exercises", "grade exercises --course ./my-course"),
    ),
    Command("watch", N_("Grade every time you save, and show the result in the terminal"), Audience.STUDENTS),
    Command(
        "hint",
        N_("Show a hint about a part, and one more each time you ask"),
        Audience.STUDENTS,
        ("grade hint", "grade hint train", "grade hint train notebook.ipynb"),
    ),
    Command(
        "batch",
        N_("Grade a class: a folder, or a download from Canvas or Moodle"),
        Audience.INSTRUCTORS,
        (
            "grade batch submissions.zip --output week3",
            "grade batch submissions.zip --output week3 --roster export.csv",
        ),
    ),
    Command(
        "report",
        N_("Write the tables and pages of a gradebook again"),
        Audience.INSTRUCTORS,
        ("grade report week3 --roster export.csv", "grade report week3 --run 1"),
    ),
    Command("history", N_("Show one student's results in every run, and what changed"), Audience.INSTRUCTORS),
    Command(
        "diff",
        N_("Show whose points differ between two runs, and why"),
        Audience.INSTRUCTORS,
        ("grade diff 1 2 --output week3",),
    ),
    Command("replay", N_("Grade an attempt again, and compare the results"), Audience.INSTRUCTORS),
    Command("gradescope-zip", N_("Build an autograder for Gradescope"), Audience.INSTRUCTORS),
    Command(
        "new",
        N_("Write a small exercise to start from, and a course around it"),
        Audience.AUTHORS,
        ("grade new my_exercise", "grade new my_exercise --course my-course"),
    ),
    Command(
        "starters",
        N_("Make the scripts and notebooks for students from a solution"),
        Audience.AUTHORS,
        ("grade starters my_exercise", "grade starters --check"),
    ),
    Command(
        "verify",
        N_("Test that an exercise is sound"),
        Audience.AUTHORS,
        ("grade verify reference/my_exercise --write",),
    ),
    Command("kit", N_("Build kits for students, without the solution"), Audience.AUTHORS),
    Command("stop", N_("End what keeps TensorFlow loaded for the next `grade`"), Audience.MACHINE),
    Command("doctor", N_("Show versions, and how student code is confined on this machine"), Audience.MACHINE),
    Command(
        "completion",
        N_("Print a completion script for your shell"),
        Audience.MACHINE,
        ('eval "$(grade completion bash)"', "grade completion fish > ~/.config/fish/completions/grade.fish"),
    ),
)
COMMANDS: Mapping[str, Command] = {command.name: command for command in _COMMANDS}
