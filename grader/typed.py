"""Numbers and codes as somebody types them: read, or refused in one sentence, which argparse says after the option's name."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from grader.i18n import CODE, LANGUAGES, N_, Speech

MOST_DIGITS = 19
ANY_NUMBER = 2**63 - 1
"""The largest that a gradebook can count to."""
FULL = 100.0
DAY_S = 86_400


def whole_number(voice: Speech, least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number from `least` to `most`."""

    def read(text: str) -> int:
        # More digits are too many anyway, and Python refuses to read thousands of them.
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else None
        if number is None or not least <= number <= most:
            sentence = N_("{text} is not a whole number from {least} to {most}")
            raise argparse.ArgumentTypeError(voice.say(sentence, text=repr(text), least=least, most=most))
        return number

    return read


def percentage(voice: Speech) -> Callable[[str], float]:
    """Return what reads a percentage."""

    def read(text: str) -> float:
        number = _number(text)
        if number is None or not 0 <= number <= FULL:
            sentence = N_("{text} is not a percentage from 0 to 100")
            raise argparse.ArgumentTypeError(voice.say(sentence, text=repr(text)))
        return number

    return read


def seconds(voice: Speech) -> Callable[[str], float]:
    """Return what reads a time limit of at most a day."""

    def read(text: str) -> float:
        number = _number(text)
        if number is None or not 0 < number <= DAY_S:
            sentence = N_("{text} is not a number of seconds above 0, up to {most}")
            raise argparse.ArgumentTypeError(voice.say(sentence, text=repr(text), most=DAY_S))
        return number

    return read


def language(voice: Speech) -> Callable[[str], str]:
    """Return what reads the code of a language."""

    def read(text: str) -> str:
        if not CODE.fullmatch(text):
            sentence = N_("{text} is not the code of a language, such as {known}")
            raise argparse.ArgumentTypeError(voice.say(sentence, text=repr(text), known=", ".join(LANGUAGES)))
        return text

    return read


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
