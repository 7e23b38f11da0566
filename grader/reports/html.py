"""The page that a student opens: the same facts as on the terminal, with the student's own code and plots beside them.

One file that asks for nothing: no script, no font, no picture from elsewhere, and a policy that forbids them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from grader import priority, wording
from grader.model import Grade, Outcome, Part, Plot, Points, Problem, Verdict
from grader.reports import code, pieces, plots
from grader.reports.causes import repeated
from grader.reports.page import Page, Report
from grader.reports.templating import digest, environment
from grader.speech import N_

MOST_PROBLEMS = 20
# Below a notebook's cell there is room for little.
MOST_BELOW_A_CELL = 3
WORDS = {
    "next": N_("Next"),
    "others": N_("Also not right yet"),
    "problems": N_("While your file was read, from top to bottom:"),
    "plots": N_("What your code did, beside the reference"),
    "all_passed": N_("Every check passed."),
    "parts": N_("Points by part"),
    "part": N_("Part"),
    "points": N_("Points"),
    "hint": N_("Hint"),
    "yours": N_("Yours"),
    "reference": N_("Reference"),
    "lowest": N_("lowest loss"),
    "data": N_("data"),
    "submission": N_("Submission"),
    "report": N_("Report"),
    "not_finite": N_("Not all of yours can be drawn: some numbers are missing, or are not finite."),
    "refused": N_("Not graded"),
    "this_line": N_("this line"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot on the page: its title, its pictures, what its legend names, and whether something couldn't be drawn."""

    title: str
    kind: str
    pictures: tuple[tuple[str, str], ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A check as the page shows it; `place`, `lines` and `hint` are empty where they were shown above."""

    outcome: str
    definition: str
    title: str
    reason: str
    hint: str
    place: str
    lines: tuple[code.Line, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A part in the table of points."""

    definition: str
    note: str
    points: str
    share: float
    state: str


def render(report: Report, page: Page) -> str:
    """Give all grades as one self-contained page."""
    style = environment().get_template("style.css").render()
    titles = {page.speech.texts(grade.exercise).title for grade in report.grades}
    return (
        environment()
        .get_template("page.html")
        .render(
            words=_words(page),
            language=page.speech.code,
            style=style,
            digest=digest(style),
            title=titles.pop() if len(titles) == 1 else page.speech.say(WORDS["report"]),
            grades=[_shown(grade, page) for grade in report.grades],
            refusals=[refusal.sentence for refusal in report.refusals],
        )
    )


def fragment(grade: Grade, page: Page) -> str:
    """Give the score, the first things to do and a plot, to be shown inside of another page; its styles stay its own."""
    shown = _shown(grade, page)
    findings = [*filter(None, [shown["first"]]), *shown["others"]][:MOST_BELOW_A_CELL]
    figures = [figure for finding in findings for figure in finding.figures] or shown["figures"]
    return (
        environment()
        .get_template("fragment.html")
        .render(
            words=_words(page),
            language=page.speech.code,
            style=environment().get_template("style.css").render(),
            shown=shown,
            findings=findings,
            figures=figures[:1],
        )
    )


def _words(page: Page) -> dict[str, str]:
    return {name: page.speech.say(sentence) for name, sentence in WORDS.items()}


def _shown(grade: Grade, page: Page) -> dict[str, Any]:
    """Give what the templates show of a grade."""
    first = pieces.next_thing(grade, page)
    findings = list(_findings(grade, first, page))
    told = [problem for problem in priority.obstacles(grade) if first is None or problem is not first.problem]
    open_checks = {verdict.check for verdict in grade.verdicts if verdict.outcome is Outcome.FAILED}
    others = [plot for plot in grade.plots if plot.drawing.check not in open_checks]
    passed, waiting = (_folded(grade, outcome, page) for outcome in (Outcome.PASSED, Outcome.NOT_REACHED))
    plural = page.speech.plural
    return {
        "title": page.speech.texts(grade.exercise).title,
        "path": grade.submission.path,
        "score": f"{grade.total.score:g}",
        "max_score": f"{grade.total.max_score:g}",
        "points": pieces.points(grade.total),
        "state": _state(grade.total),
        "rows": [_row(grade, part, page) for part in grade.exercise.parts],
        "notices": wording.notices(page.speech, grade),
        "all_passed": len(passed) == len(grade.verdicts),
        "first": findings[0] if first else None,
        "others": findings[1:] if first else findings,
        "passed": passed,
        "passed_title": plural("{n} check passed", "{n} checks passed", len(passed)),
        "waiting": waiting,
        "waiting_title": plural("{n} check is not reached yet", "{n} checks are not reached yet", len(waiting)),
        "obstacles": [_problem(grade, problem, page) for problem in told[:MOST_PROBLEMS]],
        "problems": [_problem(grade, problem, page) for problem in priority.other_problems(grade)[:MOST_PROBLEMS]],
        "more_problems": _more_problems(grade, page),
        "figures": tuple(_figures(grade, others, page)),
        "foot": pieces.foot(grade, page),
    }


def _findings(grade: Grade, first: pieces.Next | None, page: Page) -> Iterator[Finding]:
    """Give the first thing to do, then every other check that failed; one hint and one place are shown once."""
    failed = (Outcome.FAILED, Outcome.BROKEN)
    told = {*repeated(grade)} | ({first.verdict.check} if first and first.verdict else set())
    said, seen = {first.hint if first else ""}, {first.where if first else None}
    if first is not None:
        yield _first(grade, first, page)
    rest = [v for v in grade.verdicts if v.outcome in failed and v.cause is not None and v.check not in told]
    for verdict in rest:
        hint = wording.hint(page.speech, grade.exercise, verdict)
        yield Finding(
            outcome=verdict.outcome.value,
            definition=pieces.definition(grade, verdict),
            title=page.speech.check(grade.exercise, verdict.check),
            reason=pieces.reason(grade, verdict, page),
            hint="" if hint in said else hint,
            place=pieces.place(verdict, page),
            lines=() if verdict.where in seen else code.excerpt(grade.submission, verdict.where),
            figures=_drawn(grade, verdict, page),
        )
        said.add(hint)
        seen.add(verdict.where)


def _first(grade: Grade, first: pieces.Next, page: Page) -> Finding:
    return Finding(
        outcome="problem" if first.problem else first.sign.value,
        definition=first.definition,
        title=first.title,
        reason=first.reason,
        hint=first.hint,
        place=wording.place(page.speech, first.where),
        lines=code.excerpt(grade.submission, first.where),
        figures=_drawn(grade, first.verdict, page) if first.verdict else (),
    )


def _drawn(grade: Grade, verdict: Verdict, page: Page) -> tuple[Figure, ...]:
    """Return the plots of a failed check."""
    failed = verdict.outcome is Outcome.FAILED
    return tuple(_figures(grade, (p for p in grade.plots if failed and p.drawing.check == verdict.check), page))


def _folded(grade: Grade, outcome: Outcome, page: Page) -> list[tuple[str, str, str]]:
    """Give the checks that need no more than a line: definition, title, and what is to be said of them."""
    return [
        (
            pieces.definition(grade, verdict),
            page.speech.check(grade.exercise, verdict.check),
            wording.reason(page.speech, grade.exercise, verdict),
        )
        for verdict in grade.verdicts
        if verdict.outcome is outcome
    ]


def _row(grade: Grade, part: Part, page: Page) -> Row:
    points = grade.by_part[part.name]
    share = points.score / points.max_score if points.max_score else 0.0
    return Row(part.definition, pieces.note(grade, part, page), pieces.points(points), round(share, 4), _state(points))


def _state(points: Points) -> str:
    if points.score >= points.max_score:
        return "full"
    return "some" if points.score > 0 else "none"


def _problem(grade: Grade, problem: Problem, page: Page) -> Finding:
    return Finding(
        outcome="problem",
        definition="",
        title="",
        reason=pieces.problem(grade, problem, page),
        hint=wording.remedy(page.speech, grade, problem),
        place=wording.place(page.speech, problem.where),
        lines=code.excerpt(grade.submission, problem.where),
        figures=(),
    )


def _more_problems(grade: Grade, page: Page) -> str:
    more = len(priority.other_problems(grade)) - MOST_PROBLEMS
    return page.speech.plural("… and {n} more problem.", "… and {n} more problems.", more) if more > 0 else ""


def _figures(grade: Grade, drawn: Iterable[Plot], page: Page) -> Iterator[Figure]:
    texts = page.speech.texts(grade.exercise).plots
    for plot in drawn:
        title = texts.get(plot.drawing.name, {}).get("title", plot.drawing.name)
        pictures = plots.pictures(grade, plot, page)
        yield Figure(title, plot.drawing.kind, pictures, plots.missing(plot))
