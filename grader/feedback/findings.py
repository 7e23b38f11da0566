"""All that is told of a grade, in one list: every format lays this out, and chooses no sentence of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from grader.feedback import guidance, loading, priority, sentences
from grader.feedback.causes import repeated
from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Cell, Exited, Grade, Outcome, Problem, Stopped, Verdict, Where

LONGEST_REASON = 400
LONGEST_STATEMENT = 50
SENTENCE_ENDS = (".", "!", "?", "…")
FAILED = (Outcome.FAILED, Outcome.BROKEN)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is told of a check, or of a problem while the file ran; parts of the sentences are the student's own text.

    `definition` is empty where it is about no part. `stopped` says that it ended the process, and is always told.
    """

    sign: Outcome
    title: str
    reason: str
    hint: str = ""
    definition: str = ""
    where: Where | None = None
    place: str = ""
    verdict: Verdict | None = None
    problem: Problem | None = None
    stopped: bool = False
    repeats: bool = False
    """Whether a finding before it gave the same reason for the same part."""
    follows: bool = False
    """Whether it repeats, or a finding before it named the same known mistake."""

    @property
    def name(self) -> str:
        """Return the title after the name of the definition, as it is read."""
        return f"{self.definition}: {self.title}" if self.definition else self.title

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the reason and the hint, as far as there are any."""
        return tuple(filter(None, (self.reason, self.hint and f"→ {self.hint}")))


@dataclass(frozen=True, slots=True)
class Findings:
    """A grade's findings: first what to do first, then all else in the order of a report.

    `obstacles` come before all checks, `others` are checks that failed, `problems` cost no points. `checks` are all checks
    by themselves, and `in_advance` what is to be known before them, for formats that give each check its own place.
    """

    first: Finding | None
    obstacles: tuple[Finding, ...]
    others: tuple[Finding, ...]
    problems: tuple[Finding, ...]
    checks: tuple[tuple[Verdict, Finding], ...]
    in_advance: tuple[str, ...]

    def that(self, outcome: Outcome) -> tuple[Finding, ...]:
        """Return the checks with this outcome."""
        return tuple(found for verdict, found in self.checks if verdict.outcome is outcome)


def findings(grade: Grade, speech: Speech) -> Findings:
    """Return what is told of a grade, in a language."""
    wording = Wording(speech, grade.exercise)
    first, ahead = _first(grade, wording), obstacles(grade, wording)
    others = (_together(grade, verdict, wording) for verdict in _others(grade, first.verdict if first else None))
    return Findings(
        first=first,
        obstacles=tuple(one for one in ahead if first is None or one.problem is not first.problem),
        others=tuple(_once(others, first)),
        problems=tuple(of_problem(grade, found, wording) for found in priority.other_problems(grade)),
        checks=tuple(_each_by_itself(grade, wording)),
        in_advance=tuple(_in_advance(grade, ahead, wording)),
    )


def kept(found: Sequence[Finding], most: int, *, everything: bool) -> tuple[list[Finding], int]:
    """Return as many findings as there is room for, in their order, and how many more there are.

    What ended a process is always kept; where everything is asked for, everything is.
    """
    room = len(found) if everything else most - sum(one.stopped for one in found)
    shown = []
    for one in found:
        if one.stopped:
            shown.append(one)
        elif room > 0:
            shown.append(one)
            room -= 1
    return shown, len(found) - len(shown)


def failure(grade: Grade, found: Finding, speech: Speech) -> str:
    """Return all that is told of a check that didn't pass, with its place, in lines; parts are the student's own text."""
    lines = [*found.sentences, found.place and f"{grade.submission.path}, {found.place}"]
    return "\n".join(filter(None, lines)) or speech.say(N_("Not passed."))


# Checks -------------------------------------------------------------------------------------------


def _of(verdict: Verdict, wording: Wording, *, reason: str, hint: str) -> Finding:
    return Finding(
        sign=verdict.outcome,
        title=wording.check(verdict.check),
        reason=reason,
        hint=hint,
        definition=wording.definition(verdict.part),
        where=verdict.where,
        place=sentences.place(wording.speech, verdict.where),
        verdict=verdict,
        stopped=_stopped(verdict),
    )


def _each_by_itself(grade: Grade, wording: Wording) -> Iterator[tuple[Verdict, Finding]]:
    """Yield each check as it stands alone: of what a more important one says, it says that it is the same."""
    told, ordered = repeated(grade), priority.by_importance(grade)
    for verdict in grade.verdicts:
        same = told.get(verdict.check)
        if same is not None:
            title = f"{wording.definition(same.part)}: {wording.check(same.check)}"
            reason = wording.say(N_('The same error as in "{title}".'), title=title)
            yield verdict, _of(verdict, wording, reason=reason, hint="")
            continue
        hint = sentences.hint(wording, verdict)
        if hint in _hints_before(verdict, ordered, wording):
            hint = ""
        yield verdict, _of(verdict, wording, reason=sentences.reason(wording, verdict), hint=hint)


def _hints_before(verdict: Verdict, ordered: Iterable[Verdict], wording: Wording) -> Iterator[str]:
    before = takewhile(lambda other: other.check != verdict.check, ordered)
    return (sentences.hint(wording, other) for other in before)


def _together(grade: Grade, verdict: Verdict, wording: Wording) -> Finding:
    """Return a check with the names of those that met the same exception, which are told nowhere else."""
    reason = _cut(sentences.reason(wording, verdict), LONGEST_REASON)
    same = {check for check, other in repeated(grade).items() if other.check == verdict.check}
    if same:
        named = (f"{wording.definition(v.part)}: {wording.check(v.check)}" for v in grade.verdicts if v.check in same)
        also = wording.speech.plural(
            "The same error fails {n} more check: {titles}.",
            "The same error fails {n} more checks: {titles}.",
            len(same),
            titles="; ".join(named),
        )
        reason = f"{reason}{'' if reason.endswith(SENTENCE_ENDS) else '.'} {also}"
    return _of(verdict, wording, reason=reason, hint=sentences.hint(wording, verdict))


def _once(found: Iterable[Finding], first: Finding | None) -> Iterator[Finding]:
    """Yield findings as they are told one after another: a hint once, and whether a reason was given before."""
    told = [first] if first else []
    hints = {first.hint} if first else set[str]()
    for finding in found:
        before = [other for other in told if other.definition == finding.definition]
        repeats = any(other.reason == finding.reason for other in before)
        mistakes = finding.verdict.misconceptions if finding.verdict else ()
        named = bool(mistakes) and any(other.verdict and other.verdict.misconceptions == mistakes for other in before)
        yield replace(
            finding,
            hint="" if finding.hint in hints else finding.hint,
            repeats=repeats,
            follows=repeats or named,
        )
        told.append(finding)
        hints.add(finding.hint)


def _others(grade: Grade, first: Verdict | None) -> Iterator[Verdict]:
    """Yield the checks to tell of besides the first.

    Those that met an exception which another one tells of are named in its reason. What was never tried, because a process
    had ended or the time was up, is told where no failed check of its part says why.
    """
    untried, told = _untried(grade), repeated(grade)
    for verdict in grade.verdicts:
        failed = verdict.outcome in FAILED and verdict.cause is not None
        if (failed or verdict in untried) and verdict is not first and verdict.check not in told:
            yield verdict


def _untried(grade: Grade) -> list[Verdict]:
    """Return one check of each part of which some weren't tried, where no failed check of it says why."""
    told = {verdict.part for verdict in grade.verdicts if verdict.outcome is Outcome.FAILED and _stopped(verdict)}
    untried = [v for v in grade.verdicts if v.outcome is Outcome.NOT_REACHED and _stopped(v) and v.because_of is None]
    return list({verdict.part: verdict for verdict in reversed(untried) if verdict.part not in told}.values())


def _stopped(verdict: Verdict) -> bool:
    return verdict.cause is not None and verdict.cause.ends_process


# What comes first, and what happened while the file ran -------------------------------------------


def _first(grade: Grade, wording: Wording) -> Finding | None:
    """Return the first thing to do; None where there is none, or nothing may be said of it."""
    step = priority.first_thing(grade)
    if step is None:
        return None
    if step.problem is not None:
        return replace(of_problem(grade, step.problem, wording), title=wording.say(_problem_title(grade, step)))
    if len(step.names) > 1:
        title, reason = wording.say(N_("Missing names")), guidance.names(wording, step.names)
        return Finding(Outcome.NOT_REACHED, title, reason, verdict=step.verdict)
    return None if step.verdict is None else _together(grade, step.verdict, wording)


def _problem_title(grade: Grade, step: priority.First) -> str:
    if step.kind is not priority.Kind.NOT_PYTHON:
        return N_("Your code can't run here as it is")
    if grade.submission.is_notebook:
        return N_("A cell that Python can't read")
    several = len(grade.submission.cells) > 1
    return N_("Python can't read a part of your file") if several else N_("Python can't read your file")


def obstacles(grade: Grade, wording: Wording) -> tuple[Finding, ...]:
    """Return what is to be told before all checks: what isn't there, and what others wait for."""
    return tuple(of_problem(grade, problem, wording) for problem in priority.obstacles(grade))


def of_problem(grade: Grade, found: Problem, wording: Wording) -> Finding:
    """Return what is told of a statement that failed while the submission was loaded."""
    source = _cut(line_at(grade, found.where).strip().replace("`", "'"), LONGEST_STATEMENT)
    return Finding(
        sign=Outcome.BROKEN,
        title="",
        reason=loading.problem(wording.speech, found, source),
        hint=loading.remedy(wording, grade, found),
        where=found.where,
        place=sentences.place(wording.speech, found.where),
        problem=found,
        stopped=isinstance(found.trouble, (Stopped, Exited)),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def line_at(grade: Grade, where: Where | None) -> str:
    """Return the line at a place of a submission; the student's own text."""
    if where is None:
        return ""
    lines = _lines(grade.submission.cells, where.cell)
    return lines[where.line - 1] if where.line <= len(lines) else ""


@lru_cache(maxsize=1)
def _lines(cells: tuple[Cell, ...], number: int | None) -> list[str]:
    """Return the lines of the pieces with a number; many problems of one submission are told one after the other."""
    return "".join(cell.source for cell in cells if cell.number == number).split("\n")


def _in_advance(grade: Grade, ahead: Iterable[Finding], wording: Wording) -> Iterator[str]:
    """Yield what is to be known before all checks, a sentence each."""
    for found in ahead:
        yield f"{found.place}: {found.reason}" if found.place else found.reason
    missing = names_missing(grade, wording)
    if missing:
        yield missing


def names_missing(grade: Grade, wording: Wording) -> str:
    """Describe which names aren't there, where that is what to do first and there are several; else nothing."""
    step = priority.first_thing(grade)
    several = step is not None and len(step.names) > 1
    return guidance.names(wording, step.names) if step and several else ""
