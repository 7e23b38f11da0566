"""One hint more each time somebody asks: which comes after which, and the memory of how many were given."""

from __future__ import annotations

from dataclasses import dataclass

from grader.feedback import priority, sentences
from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Cause, Grade, Outcome, PartName, Verdict


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
        """Return one hint, counted from 1."""
        if number > 1:
            return self.more[number - 2]
        return f"{self.title} {self.at_once}" if self.at_once else self.title


def hints_of(wording: Wording, verdict: Verdict) -> Hints:
    """Return the hints on a check that didn't pass: which it is, what to look at, what came, the known mistake."""
    at_once, seen = "", ""
    hint = sentences.hint_of_check(wording, verdict)
    if verdict.because_of is not None:
        at_once = _elsewhere(wording, verdict)
    elif verdict.instead is not None or verdict.no_return:
        at_once = _seen(wording, verdict)
    elif verdict.is_unwritten:
        at_once, hint = _start(wording, verdict), wording.texts.checks[verdict.check]["hint"]
    elif verdict.difference is None:
        # An error's own message is where everybody begins: Python itself wouldn't keep it back.
        at_once = _seen(wording, verdict)
    else:
        at_once, seen = _look(wording, verdict), sentences.reason(wording, verdict)
    explanation = sentences.explanation(wording, verdict)
    return Hints(_title(wording, verdict), at_once, tuple(filter(None, (hint, seen, explanation))))


def looking(speech: Speech, grade: Grade) -> str:
    """Return what fails first, for somebody who waits until its mistake is found; empty where nothing that ran fails."""
    first = next(iter(priority.by_importance(grade)), None)
    if first is None or first.outcome is not Outcome.FAILED:
        return ""
    wording = Wording(speech, grade.exercise)
    return wording.say(N_("{fails} Looking for the mistake …"), fails=_title(wording, first))


def first_open(grade: Grade, part: PartName) -> Verdict | None:
    """Return the first check of a part that didn't pass; None where all passed."""
    return next((verdict for verdict in priority.by_importance(grade) if verdict.part == part), None)


def _title(wording: Wording, verdict: Verdict) -> str:
    """Describe which check it is. Its title says what right code does, so by itself it would tell the opposite of the truth."""
    definition, check = wording.definition(verdict.part), wording.check(verdict.check)
    if verdict.outcome is Outcome.FAILED:
        return wording.say(N_('`{definition}` fails the check "{check}".'), definition=definition, check=check)
    return wording.say(N_('The check "{check}" of `{definition}` has not run yet.'), definition=definition, check=check)


def _look(wording: Wording, verdict: Verdict) -> str:
    place = sentences.place(wording.speech, verdict.where)
    return wording.say(N_("Look at {place}."), place=place) if place else ""


def _seen(wording: Wording, verdict: Verdict) -> str:
    """Describe what was expected, what came, and where."""
    reason = sentences.reason(wording, verdict)
    place = sentences.place(wording.speech, verdict.where)
    return f"{reason} ({place})" if place else reason


def _elsewhere(wording: Wording, verdict: Verdict) -> str:
    other = wording.definition(verdict.because_of or verdict.part)
    sentence = N_("Start with `{definition}`, which is needed here and isn't correct yet (grade hint {part}).")
    return wording.say(sentence, definition=other, part=other)


def _start(wording: Wording, verdict: Verdict) -> str:
    """Return where to start with what isn't written."""
    words = {
        Cause.NOT_ATTEMPTED: N_("Start here: write `{definition}` ({part}). Its description says what it must do."),
        Cause.MISSING: N_("`{definition}` ({part}) is missing. Copy it from the exercise, and keep its name."),
    }
    definition, part = wording.definition(verdict.part), wording.part(verdict.part)
    sentence = wording.say(words[verdict.cause or Cause.MISSING], definition=definition, part=part)
    place = sentences.place(wording.speech, verdict.where)
    return f"{sentence} ({place})" if place else sentence
