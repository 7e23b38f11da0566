"""One hint more each time somebody asks: which comes after which, and the memory of how many were given."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader import priority, wording
from grader.model import Cause, Grade, Outcome, PartName, Verdict
from grader.speech import N_, Speech

# Far more than one student works on; the file stays small.
MOST_REMEMBERED = 500
LARGEST_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hints:
    """What can be told of a check that didn't pass, from the least to the most; parts of it are the student's own text.

    The first hint is `title`, the sentence that says so, with `at_once`: what nobody would be kept waiting for.
    """

    title: str
    at_once: str
    more: tuple[str, ...]

    def __len__(self) -> int:
        """Count the hints, the title among them."""
        return 1 + len(self.more)

    def hint(self, number: int) -> str:
        """Give one hint, counted from 1."""
        if number > 1:
            return self.more[number - 2]
        return f"{self.title} {self.at_once}" if self.at_once else self.title


def hints_of(speech: Speech, grade: Grade, verdict: Verdict) -> Hints:
    """Give the hints on a check that didn't pass: which it is, what to look at, what came, the known mistake."""
    at_once, seen = "", ""
    hint = wording.hint_of_check(speech, grade.exercise, verdict)
    if verdict.because_of is not None:
        at_once = _elsewhere(speech, grade, verdict)
    elif verdict.instead is not None or verdict.no_return:
        at_once = _seen(speech, grade, verdict)
    elif verdict.cause in (Cause.MISSING, Cause.NOT_ATTEMPTED):
        at_once, hint = _start(speech, grade, verdict), speech.texts(grade.exercise).checks[verdict.check]["hint"]
    elif verdict.difference is None:
        # An error's own message is where everybody begins: Python itself wouldn't keep it back.
        at_once = _seen(speech, grade, verdict)
    else:
        at_once, seen = _look(speech, verdict), wording.reason(speech, grade.exercise, verdict)
    explanation = wording.explanation(speech, grade.exercise, verdict)
    return Hints(_title(speech, grade, verdict), at_once, tuple(filter(None, (hint, seen, explanation))))


def first_open(grade: Grade, part: PartName) -> Verdict | None:
    """Give the first check of a part that didn't pass; None where all passed."""
    return next((verdict for verdict in priority.by_importance(grade) if verdict.part == part), None)


def _title(speech: Speech, grade: Grade, verdict: Verdict) -> str:
    """Say which check it is. Its title says what right code does, so by itself it would tell the opposite of the truth."""
    definition, check = grade.exercise.definition(verdict.part), speech.check(grade.exercise, verdict.check)
    if verdict.outcome is Outcome.FAILED:
        return speech.say(N_('`{definition}` fails the check "{check}".'), definition=definition, check=check)
    return speech.say(N_('The check "{check}" of `{definition}` has not run yet.'), definition=definition, check=check)


def _look(speech: Speech, verdict: Verdict) -> str:
    place = wording.place(speech, verdict.where)
    return speech.say(N_("Look at {place}."), place=place) if place else ""


def _seen(speech: Speech, grade: Grade, verdict: Verdict) -> str:
    """Say what was expected, what came, and where."""
    reason = wording.reason(speech, grade.exercise, verdict)
    place = wording.place(speech, verdict.where)
    return f"{reason} ({place})" if place else reason


def _elsewhere(speech: Speech, grade: Grade, verdict: Verdict) -> str:
    other = grade.exercise.definition(verdict.because_of or verdict.part)
    sentence = N_("Start with `{definition}`: it is needed here and isn't right yet (grade hint {part}).")
    return speech.say(sentence, definition=other, part=other)


def _start(speech: Speech, grade: Grade, verdict: Verdict) -> str:
    """Say where to start with what isn't written."""
    sentences = {
        Cause.NOT_ATTEMPTED: N_("Start here: write `{definition}` ({part}). Its description says what it must do."),
        Cause.MISSING: N_("There is no `{definition}` ({part}). Take it from the exercise, and keep its name."),
    }
    definition, part = grade.exercise.definition(verdict.part), speech.part(grade.exercise, verdict.part)
    sentence = speech.say(sentences[verdict.cause or Cause.MISSING], definition=definition, part=part)
    place = wording.place(speech, verdict.where)
    return f"{sentence} ({place})" if place else sentence


@dataclass(frozen=True, slots=True)
class About:
    """What hints are counted for: one check of one file; another check starts at its own first hint."""

    path: str
    exercise: str
    part: str
    check: str


def about(grade: Grade, verdict: Verdict) -> About:
    """Tell what the hints on a verdict are counted for."""
    path = str(Path(grade.submission.path).absolute())
    return About(path, grade.exercise.slug, verdict.part, verdict.check)


class Memory:
    """How many hints were given, in one file; if it is broken or can't be written, hints start over."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._given = _read(file)

    def given(self, key: About) -> int:
        """Tell how many hints were given."""
        return self._given.get(key, 0)

    def give(self, key: About, most: int, seen: int = 0) -> bool:
        """Count one hint more than were given or are `seen` anyway; False where that were more than there are."""
        number = max(self._given.pop(key, 0), seen)
        self._given[key] = min(number + 1, most)
        self._write()
        return number < most

    def _write(self) -> None:
        latest = list(self._given.items())[-MOST_REMEMBERED:]
        rows = [[key.path, key.exercise, key.part, key.check, number] for key, number in latest]
        # Without a memory the hints still come, only the first ones again.
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                json.dump(rows, file)
            Path(name).replace(self._file)


def _read(file: Path) -> dict[About, int]:
    try:
        with file.open("rb") as opened:
            rows = json.loads(opened.read(LARGEST_FILE))
        given = {About(*map(str, row[:-1])): int(row[-1]) for row in rows}
    except (OSError, ValueError, ArithmeticError, TypeError, LookupError, RecursionError, AttributeError):
        return {}
    return {key: number for key, number in given.items() if number > 0}
