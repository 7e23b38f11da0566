"""What every report is made from, and what it is made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.i18n import Speech
from grader.model import Grade, Outline


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that couldn't be graded, with the sentence that says why."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a student's folder stands with one exercise of a course: no file, one that is as it was given, or a grade."""

    exercise: Outline
    path: str | None = None
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The grades of one command, and the files that got none; of a folder with several exercises also where each stands.

    `latest` is the grade of what the student worked on last.
    """

    grades: tuple[Grade, ...]
    refusals: tuple[Refusal, ...] = ()
    places: tuple[Place, ...] = ()
    latest: Grade | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Where a report is read: its language, and for a terminal its width, colour and alphabet.

    What a format needs of the world comes in here, so that a report is made from its arguments alone: whether all
    submissions reached the pass mark, the time of day, a random word that no submission can know, and what the machine
    that runs us says of what was submitted. `everything` asks for every failed check, and `has_options` says that a
    reader can ask for that with an option of the command. `verbose` asks for what was in force while student code ran.
    """

    speech: Speech
    width: int = 80
    colour: bool = False
    unicode: bool = True
    everything: bool = False
    has_options: bool = False
    verbose: bool = False
    feedback: str = "full"
    visibility: str = "visible"
    passed: bool = False
    now: str = ""
    token: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
