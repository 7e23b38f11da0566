"""What a command is, and the options that several of them take."""

from __future__ import annotations

import argparse
import gettext
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from grader import sandbox
from grader.exercise import HIDDEN
from grader.feedback import SEEDS
from grader.speech import N_, Speech

DAY_S = 86_400
FULL = 100.0
MOST_DIGITS = 19
ANY_NUMBER = 2**63 - 1
"""The largest that a gradebook can count to."""


class Audience(Enum):
    """Who needs a command; `grade --help` lists them in this order."""

    STUDENTS = N_("For students")
    INSTRUCTORS = N_("For instructors")
    AUTHORS = N_("For authors of exercises")
    MACHINE = N_("This machine")


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `grade`: what it is for, which arguments it takes, and what it does, down to the exit code."""

    about: str
    arguments: Callable[[argparse.ArgumentParser, Speech], None]
    run: Callable[[argparse.Namespace, Speech], int]
    audience: Audience
    examples: tuple[str, ...] = ()


def add_isolation(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--isolation`."""
    sentence = N_(
        "require: confine student code or refuse to run it; auto: confine as far as this machine can; off: don't confine"
    )
    parser.add_argument("--isolation", choices=[level.value for level in sandbox.Isolate], help=voice.say(sentence))


def add_exercise(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--exercise`."""
    sentence = N_("exercise to grade (default: recognized by the file's name or its definitions)")
    parser.add_argument("--exercise", metavar="SLUG", help=voice.say(sentence))


def add_seed(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--seed`."""
    sentence = N_("seed of the questions: the same seed asks the same questions")
    parser.add_argument("--seed", type=whole_number(0, SEEDS - 1), metavar="N", help=voice.say(sentence))


def add_timeout(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--timeout`."""
    sentence = N_("time limit for one submission (default: the exercise's)")
    parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=voice.say(sentence))


def add_pass_mark(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--pass-mark`."""
    sentence = N_("minimum score, in percent, for exit code 0 (default: 100)")
    parser.add_argument("--pass-mark", type=_percent, default=FULL, metavar="PERCENT", help=voice.say(sentence))


def launcher(isolation: str | None, default: sandbox.Isolate = sandbox.Isolate.AUTO) -> sandbox.Launcher:
    """Start what runs student code; in CI it is confined or not run at all, unless somebody says otherwise."""
    unsaid = sandbox.Isolate.REQUIRE if os.environ.get("CI") else default
    return sandbox.launcher(HIDDEN, sandbox.Isolate(isolation) if isolation else unsaid)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of a command line; argparse says the sentence after the option's name."""

    def read(text: str) -> int:
        # More digits are too many anyway, and Python refuses to read thousands of them.
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else None
        if number is None or not least <= number <= most:
            sentence = N_("{text} is not a whole number from {least} to {most}")
            raise argparse.ArgumentTypeError(_say(sentence, text=repr(text), least=least, most=most))
        return number

    return read


def _percent(text: str) -> float:
    number = _number(text)
    if number is None or not 0 <= number <= FULL:
        sentence = N_("{text} is not a percentage from 0 to 100")
        raise argparse.ArgumentTypeError(_say(sentence, text=repr(text)))
    return number


def _seconds(text: str) -> float:
    number = _number(text)
    if number is None or not 0 < number <= DAY_S:
        sentence = N_("{text} is not a number of seconds above 0, up to {most}")
        raise argparse.ArgumentTypeError(_say(sentence, text=repr(text), most=DAY_S))
    return number


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _say(sentence: str, **facts: object) -> str:
    """Say a sentence in the language that argparse speaks: what reads a number isn't given another."""
    return gettext.gettext(sentence).format(**facts)
