"""What a command is, and the options that several of them take."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass

from grader import sandbox
from grader.exercise import HIDDEN
from grader.feedback import SEEDS
from grader.speech import N_, Speech

DAY_S = 86_400
FULL = 100.0


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `grade`: what it is for, which arguments it takes, and what it does, down to the exit code."""

    about: str
    arguments: Callable[[argparse.ArgumentParser, Speech], None]
    run: Callable[[argparse.Namespace, Speech], int]


def add_isolation(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--isolation`."""
    sentence = N_("require: confine student code or run nothing; auto: as far as this machine can; off: not at all")
    parser.add_argument("--isolation", choices=[level.value for level in sandbox.Isolate], help=voice.say(sentence))


def add_exercise(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--exercise`."""
    sentence = N_("which exercise it is, if its name doesn't tell")
    parser.add_argument("--exercise", metavar="SLUG", help=voice.say(sentence))


def add_seed(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--seed`."""
    sentence = N_("ask the same questions as a run with this seed")
    parser.add_argument("--seed", type=_seed, metavar="N", help=voice.say(sentence))


def add_timeout(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--timeout`."""
    sentence = N_("most that one submission may take")
    parser.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=voice.say(sentence))


def add_pass_mark(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--pass-mark`."""
    sentence = N_("exit with 0 from this score on")
    parser.add_argument("--pass-mark", type=_percent, default=FULL, metavar="PERCENT", help=voice.say(sentence))


def launcher(isolation: str | None, default: sandbox.Isolate = sandbox.Isolate.AUTO) -> sandbox.Launcher:
    """Start what runs student code; in CI it is confined or not run at all, unless somebody says otherwise."""
    unsaid = sandbox.Isolate.REQUIRE if os.environ.get("CI") else default
    return sandbox.launcher(HIDDEN, sandbox.Isolate(isolation) if isolation else unsaid)


def _seed(text: str) -> int:
    number = int(text)
    if not 0 <= number < SEEDS:
        raise ValueError
    return number


def _percent(text: str) -> float:
    number = float(text)
    if not 0 <= number <= FULL:
        raise ValueError
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= DAY_S:
        raise ValueError
    return number


# argparse puts these into its sentences: "invalid seed value".
_seed.__name__, _percent.__name__, _seconds.__name__ = "seed", "percent", "seconds"
