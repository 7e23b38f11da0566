"""What every report is made from, and what it is made for."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Grade
from grader.speech import Speech


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that couldn't be graded, with the sentence that says why."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The grades of one command, and the files that got none."""

    grades: tuple[Grade, ...]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Where a report is read: its language, and for a terminal its width, colour and alphabet."""

    speech: Speech
    width: int = 80
    colour: bool = False
    unicode: bool = True
