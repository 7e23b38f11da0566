"""What several reports show in the same way: points, bars, and a word on each part."""

from __future__ import annotations

from grader.feedback import sentences
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Cause, Grade, Lack, NotPython, Outcome, Part, Points, Verdict
from grader.reports.escape import for_terminal
from grader.reports.page import Page

BAR = 12
LONGEST_LINE = 40


def bar(earned: Points) -> str:
    """Draw how much of the points was earned."""
    filled = round(BAR * earned.score / earned.max_score) if earned.max_score else 0
    return "█" * filled + "░" * (BAR - filled)


def note(grade: Grade, part: Part, page: Page) -> str:
    """Describe why a part has no points, or has them all the same, where a word or two do it; else what the part is."""
    verdicts = [verdict for verdict in grade.verdicts if verdict.part == part.name]
    wording = Wording(page.speech, grade.exercise)
    return _remark(verdicts, wording) or wording.part(part.name)


def _remark(verdicts: list[Verdict], wording: Wording) -> str:
    lent = next((verdict.because_of for verdict in verdicts if verdict.carried_forward), None)
    if lent is not None and all(verdict.outcome is Outcome.PASSED for verdict in verdicts):
        name = wording.definition(lent)
        return wording.say(N_("correct apart from {definition}"), definition=name)
    untried = next((verdict.untried for verdict in verdicts if verdict.untried), None)
    if untried is not None:
        return wording.say(N_("not tried with a correct {definition}"), definition=wording.definition(untried))
    opened = [verdict for verdict in verdicts if verdict.outcome is not Outcome.PASSED]
    if not opened or any(verdict.outcome is not Outcome.NOT_REACHED for verdict in opened):
        return ""
    if len(opened) < len(verdicts):
        return _rest(opened, wording)
    first = min(verdicts, key=lambda verdict: verdict.because_of is not None)
    if first.because_of is not None:
        name = wording.definition(first.because_of)
        return wording.say(N_("waits for {definition}"), definition=name)
    if first.lacks is not None:
        return _waits(first.lacks, wording.definition(first.part), wording)
    words = {Cause.MISSING: N_("not defined"), Cause.NOT_ATTEMPTED: N_("not written yet")}
    return wording.say(words[first.cause]) if first.cause in words else ""


def _rest(opened: list[Verdict], wording: Wording) -> str:
    """Describe what the checks that didn't pass wait for, if each of them waits for another part."""
    awaited = [verdict.because_of for verdict in opened]
    if awaited[0] is None or None in awaited:
        return ""
    return wording.say(N_("the rest waits for {definition}"), definition=wording.definition(awaited[0]))


def _waits(lacks: Lack, own: str, wording: Wording) -> str:
    """Describe what a part waits for: a module, a file, or the statement that should have defined what it needs."""
    say, absent = wording.say, lacks.module or lacks.file
    if absent:
        return say(N_("needs {name}"), name=for_terminal(absent, LONGEST_LINE))
    name, place = for_terminal(lacks.name, LONGEST_LINE), sentences.place(wording.speech, lacks.where)
    if isinstance(lacks.trouble, NotPython) and name == own and place:
        return say(N_("can't be read: see {place}"), place=place)
    if not place:
        return say(N_("not defined")) if name == own else say(N_("waits for {definition}"), definition=name)
    if name == own:
        return say(N_("not defined: see {place}"), place=place)
    return say(N_("needs {name}: see {place}"), name=name, place=place)
