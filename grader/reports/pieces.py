"""What several reports show in the same way: points, bars, notes, places, curves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TypeVar

from grader import guidance, priority, wording
from grader.model import (
    Cause,
    Curve,
    Exercise,
    Exited,
    Grade,
    Lack,
    NotPython,
    Outcome,
    Part,
    Points,
    Problem,
    Stopped,
    Verdict,
    Where,
)
from grader.reports.causes import repeated
from grader.reports.escape import for_terminal
from grader.reports.page import Page
from grader.sandbox.canaries import NEVER
from grader.speech import N_

BAR = 12
BLOCKS = "▁▂▃▄▅▆▇█"
LONGEST_LINE = 40
LONGEST_STATEMENT = 50
SENTENCE_ENDS = (".", "!", "?", "…")
FAILED = (Outcome.FAILED, Outcome.BROKEN)
T = TypeVar("T")


def points(earned: Points) -> str:
    """Write points as `3 / 4`."""
    return f"{earned.score:g} / {earned.max_score:g}"


def bar(earned: Points) -> str:
    """Draw how much of the points was earned."""
    filled = round(BAR * earned.score / earned.max_score) if earned.max_score else 0
    return "█" * filled + "░" * (BAR - filled)


def definition(grade: Grade, verdict: Verdict) -> str:
    """Give the name of the definition that a verdict is about."""
    return grade.exercise.definition(verdict.part)


def title(grade: Grade, verdict: Verdict, page: Page) -> str:
    """Give a check's title after the name of the definition, as a title is read."""
    return f"{definition(grade, verdict)}: {page.speech.check(grade.exercise, verdict.check)}"


def note(grade: Grade, part: Part, page: Page) -> str:
    """Say why a part has no points, or has them all the same, where a word or two do it; else what the part is."""
    verdicts = [verdict for verdict in grade.verdicts if verdict.part == part.name]
    return _remark(verdicts, grade.exercise, page) or page.speech.part(grade.exercise, part.name)


def _remark(verdicts: list[Verdict], exercise: Exercise, page: Page) -> str:
    lent = next((verdict.because_of for verdict in verdicts if verdict.carried_forward), None)
    if lent is not None and all(verdict.outcome is Outcome.PASSED for verdict in verdicts):
        name = exercise.definition(lent)
        return page.speech.say(N_("correct apart from {definition}"), definition=name)
    untried = next((verdict.untried for verdict in verdicts if verdict.untried), None)
    if untried is not None:
        return page.speech.say(N_("not tried with a correct {definition}"), definition=exercise.definition(untried))
    opened = [verdict for verdict in verdicts if verdict.outcome is not Outcome.PASSED]
    if not opened or any(verdict.outcome is not Outcome.NOT_REACHED for verdict in opened):
        return ""
    if len(opened) < len(verdicts):
        return _rest(opened, exercise, page)
    first = min(verdicts, key=lambda verdict: verdict.because_of is not None)
    if first.because_of is not None:
        name = exercise.definition(first.because_of)
        return page.speech.say(N_("waits for {definition}"), definition=name)
    if first.lacks is not None:
        return _waits(first.lacks, exercise.definition(first.part), page)
    words = {Cause.MISSING: N_("not defined"), Cause.NOT_ATTEMPTED: N_("not written yet")}
    return page.speech.say(words[first.cause]) if first.cause in words else ""


def _rest(opened: list[Verdict], exercise: Exercise, page: Page) -> str:
    """Say what the checks that didn't pass wait for, if each of them waits for another part."""
    awaited = [verdict.because_of for verdict in opened]
    if awaited[0] is None or None in awaited:
        return ""
    return page.speech.say(N_("the rest waits for {definition}"), definition=exercise.definition(awaited[0]))


def _waits(lacks: Lack, own: str, page: Page) -> str:
    """Say what a part waits for: a module, a file, or the statement that should have defined what it needs."""
    say, absent = page.speech.say, lacks.module or lacks.file
    if absent:
        return say(N_("waits for {definition}"), definition=for_terminal(absent, LONGEST_LINE))
    name, place = for_terminal(lacks.name, LONGEST_LINE), wording.place(page.speech, lacks.where)
    if isinstance(lacks.trouble, NotPython) and name == own and place:
        return say(N_("can't be read: see {place}"), place=place)
    if not place:
        return say(N_("not defined")) if name == own else say(N_("waits for {definition}"), definition=name)
    if name == own:
        return say(N_("not defined: see {place}"), place=place)
    return say(N_("needs {name}: see {place}"), name=name, place=place)


def others(grade: Grade, first: Verdict | None, page: Page, most: int) -> tuple[list[Verdict], int]:
    """Return the checks to tell of besides the first, and how many more there are.

    Those that met an exception which another one tells of are named in its reason. What ended a process, or was never
    tried because the time was up, is always told.
    """
    untried, told = _untried(grade), repeated(grade)
    failed = [v for v in grade.verdicts if v in untried or (v.outcome in FAILED and v.cause is not None)]
    return _kept([v for v in failed if v is not first and v.check not in told], most, page, _ended)


def problems(grade: Grade, page: Page, most: int) -> tuple[list[Problem], int]:
    """Return what raised while the file was read, as far as there is room, and how much more there is.

    What ended a process is always told.
    """
    return _kept(
        priority.other_problems(grade), most, page, lambda problem: isinstance(problem.trouble, (Stopped, Exited))
    )


def _ended(verdict: Verdict) -> bool:
    return verdict.cause in wording.ENDINGS


def _untried(grade: Grade) -> list[Verdict]:
    """Return one check of each part of which some weren't tried, where no failed check of it says why."""
    told = {verdict.part for verdict in grade.verdicts if verdict.outcome is Outcome.FAILED and _ended(verdict)}
    untried = [v for v in grade.verdicts if v.outcome is Outcome.NOT_REACHED and _ended(v) and v.because_of is None]
    return list({verdict.part: verdict for verdict in reversed(untried) if verdict.part not in told}.values())


def _kept(found: Sequence[T], most: int, page: Page, matters: Callable[[T], bool]) -> tuple[list[T], int]:
    """Keep all that matters and the first of the rest, in their order; on a page of everything, everything."""
    room = len(found) if page.everything else most - sum(map(matters, found))
    kept = []
    for item in found:
        if matters(item):
            kept.append(item)
        elif room > 0:
            kept.append(item)
            room -= 1
    return kept, len(found) - len(kept)


def problem(grade: Grade, found: Problem, page: Page) -> str:
    """Say what a statement did while the submission was loaded; parts are the student's own text."""
    source = for_terminal(source_line(grade, found.where).strip().replace("`", "'"), LONGEST_STATEMENT)
    return wording.problem(page.speech, found, source)


def source_line(grade: Grade, where: Where | None) -> str:
    """Give the line at a place of a submission; the student's own text."""
    if where is None:
        return ""
    source = "".join(cell.source for cell in grade.submission.cells if cell.number == where.cell)
    lines = source.split("\n", where.line)
    return lines[where.line - 1] if where.line <= len(lines) else ""


def place(verdict: Verdict, page: Page) -> str:
    """Say where a verdict points; nothing where that isn't known."""
    return wording.place(page.speech, verdict.where)


def reason(grade: Grade, verdict: Verdict, page: Page) -> str:
    """Say what happened in a check, and which other checks met the same exception, in a report that lists those nowhere."""
    sentence = for_terminal(wording.reason(page.speech, grade.exercise, verdict))
    same = {check for check, other in repeated(grade).items() if other.check == verdict.check}
    if not same:
        return sentence
    titles = "; ".join(title(grade, other, page) for other in grade.verdicts if other.check in same)
    also = page.speech.plural(
        "The same error fails {n} more check: {titles}.",
        "The same error fails {n} more checks: {titles}.",
        len(same),
        titles=titles,
    )
    return f"{sentence}{'' if sentence.endswith(SENTENCE_ENDS) else '.'} {also}"


def told(grade: Grade, verdict: Verdict, page: Page) -> list[str]:
    """Return a check's reason and hint, as far as there are any and another check hasn't told them.

    For reports in which each check stands by itself. Parts of the sentences are the student's own text.
    """
    same = repeated(grade).get(verdict.check)
    if same is not None:
        return [page.speech.say(N_('The same error as in "{title}".'), title=title(grade, same, page))]
    reason = wording.reason(page.speech, grade.exercise, verdict)
    hint = wording.hint(page.speech, grade.exercise, verdict)
    before = takewhile(lambda other: other.check != verdict.check, priority.by_importance(grade))
    if any(wording.hint(page.speech, grade.exercise, other) == hint for other in before):
        hint = ""
    return [sentence for sentence in (reason, hint and f"→ {hint}") if sentence]


def sentences(grade: Grade, verdict: Verdict, page: Page) -> str:
    """Give a verdict's reason and hint in lines of their own."""
    return "\n".join(told(grade, verdict, page))


def failure(grade: Grade, verdict: Verdict, page: Page) -> str:
    """Give all that is told of a check that didn't pass, with its place, in lines; parts are the student's own text."""
    where = place(verdict, page)
    lines = [*told(grade, verdict, page), where and f"{grade.submission.path}, {where}"]
    return "\n".join(filter(None, lines)) or page.speech.say(N_("Not passed."))


def obstacles(grade: Grade, page: Page) -> list[str]:
    """Say what is to be told before all checks, a line each; parts are the student's own text."""
    told = []
    for found in priority.obstacles(grade):
        where = wording.place(page.speech, found.where)
        sentence = problem(grade, found, page)
        told.append(f"{where}: {sentence}" if where else sentence)
    missing = names_missing(grade, page)
    return [*told, missing] if missing else told


def names_missing(grade: Grade, page: Page) -> str:
    """Say which names aren't there, where that is what to do first and there are several; else nothing."""
    step = priority.first_thing(grade)
    several = step is not None and len(step.names) > 1
    return guidance.names(page.speech, grade.exercise, step.names) if step and several else ""


@dataclass(frozen=True, slots=True)
class Next:
    """The first thing to do, as a report shows it: a sign, what it is about, what happened, the line at fault, a hint.

    `definition` is empty where it is about no part; `verdict` and `problem` are what it is made from.
    """

    sign: Outcome
    definition: str
    title: str
    reason: str
    hint: str
    where: Where | None
    verdict: Verdict | None = None
    problem: Problem | None = None


def next_thing(grade: Grade, page: Page) -> Next | None:
    """Return the first thing to do; None where there is none, or nothing may be said of it."""
    step, say = priority.first_thing(grade), page.speech.say
    if step is None:
        return None
    if step.problem is not None:
        reason, advice = (
            problem(grade, step.problem, page),
            wording.remedy(page.speech, grade, step.problem),
        )
        title = say(_problem_title(grade, step))
        return Next(Outcome.BROKEN, "", title, reason, advice, step.problem.where, problem=step.problem)
    if len(step.names) > 1:
        title, reason = say(N_("Names that are missing")), names_missing(grade, page)
        return Next(Outcome.NOT_REACHED, "", title, reason, "", None, verdict=step.verdict)
    return None if step.verdict is None else _about(grade, step.verdict, page)


def _problem_title(grade: Grade, step: priority.First) -> str:
    if step.kind is not priority.Kind.NOT_PYTHON:
        return N_("Your code can't run here as it is")
    several = len(grade.submission.cells) > 1
    return N_("A cell that Python can't read") if several else N_("Python can't read your file")


def _about(grade: Grade, verdict: Verdict, page: Page) -> Next:
    exercise = grade.exercise
    hint, title = wording.hint(page.speech, exercise, verdict), page.speech.check(exercise, verdict.check)
    told = reason(grade, verdict, page)
    return Next(verdict.outcome, definition(grade, verdict), title, told, hint, verdict.where, verdict=verdict)


def follows(grade: Grade, verdict: Verdict, told: Iterable[Verdict], page: Page) -> bool:
    """Whether what a verdict says was said of the same part already: one known mistake, or one and the same sentence."""
    reason = wording.reason(page.speech, grade.exercise, verdict)
    return any(
        other.part == verdict.part
        and (
            (bool(verdict.misconceptions) and other.misconceptions == verdict.misconceptions)
            or wording.reason(page.speech, grade.exercise, other) == reason
        )
        for other in told
    )


def lines_of(curve: Curve) -> tuple[str, str]:
    """Draw the student's curve and the reference's, on one scale for both."""
    low = min((*curve.expected, *curve.actual), default=0.0)
    high = max((*curve.expected, *curve.actual), default=0.0)
    return _line(curve.actual, low, high), _line(curve.expected, low, high)


def _line(numbers: Iterable[float], low: float, high: float) -> str:
    return "".join(BLOCKS[_level(number, low, high)] for number in list(numbers)[:LONGEST_LINE])


def _level(number: float, low: float, high: float) -> int:
    # Halves, since the difference of two huge numbers of either sign isn't finite.
    height = high / 2 - low / 2
    return round((number / 2 - low / 2) / height * (len(BLOCKS) - 1)) if height > 0 else 0


def foot(grade: Grade, page: Page) -> tuple[str, ...]:
    """Say in one line how the grade came about, and how to repeat it; in more lines what should confine code and didn't.

    A page that is verbose tells all versions, and all that was in force.
    """
    say = page.speech.say
    tensorflow, keras = (for_terminal(grade.versions.get(name, "?"), 40) for name in ("tensorflow", "keras"))
    facts = [f"{grade.seconds:.1f} s", f"TensorFlow {tensorflow}, Keras {keras}"]
    if grade.seed is not None:
        facts.append(say(N_("repeat with --seed {seed}"), seed=grade.seed))
    gaps = [gap for gap in grade.isolation.missing if gap not in NEVER]
    lines = [" · ".join(facts)]
    if gaps:
        lines.append(say(N_("Not in force while it ran: {gaps}."), gaps=_promises(gaps, page)))
    return (*lines, *(_in_force(grade, page) if page.verbose else ()))


def _in_force(grade: Grade, page: Page) -> Iterator[str]:
    """Yield all versions, what confined the code, and what nothing can."""
    known = (f"{for_terminal(name, 40)} {for_terminal(version, 40)}" for name, version in grade.versions.items())
    yield ", ".join(known)
    held, never = grade.isolation.in_force, [gap for gap in grade.isolation.missing if gap in NEVER]
    yield page.speech.say(N_("In force while it ran: {promises}."), promises=_promises(held, page))
    if never:
        yield page.speech.say(N_("Not covered: {gaps}."), gaps=_promises(never, page))


def _promises(names: Iterable[str], page: Page) -> str:
    """Name what a process said of itself: words of ours that are translated, or any others, which hold no facts."""
    return ", ".join(for_terminal(page.speech.catalogue.gettext(name)) for name in names)


def shared_foot(grades: Sequence[Grade], page: Page) -> tuple[str, ...] | None:
    """Return one foot for grades that came about in the same way, with their seconds added up; None for others."""
    same = {(grade.seed, tuple(grade.versions.items()), grade.isolation) for grade in grades}
    if len(same) != 1:
        return None
    return foot(replace(grades[0], seconds=sum(grade.seconds for grade in grades)), page)
