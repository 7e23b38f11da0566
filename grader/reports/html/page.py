"""The page that a student opens: the same facts as on the terminal, with the student's own code and plots beside them.

One file that asks for nothing: no script, no font, no picture from elsewhere, and a policy that forbids them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from grader.feedback import loading
from grader.feedback.findings import Finding, Findings, findings
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Grade, Outcome, Part, Plot, Points, Verdict, Where
from grader.reports import foot, shared
from grader.reports.html import excerpt, plots_svg
from grader.reports.page import Page, Report
from grader.reports.templating import environment

MOST_PROBLEMS = 20
# Below a notebook's cell there is room for little.
MOST_BELOW_A_CELL = 3
WORDS = {
    "next": N_("Next"),
    "others": N_("Also not correct yet"),
    "problems": N_("While your file ran, from top to bottom:"),
    "plots": N_("Your results compared with the reference"),
    "all_passed": N_("Every check passed."),
    "parts": N_("Points by part"),
    "part": N_("Part"),
    "points": N_("Points"),
    "hint": N_("Hint"),
    "yours": N_("Yours"),
    "reference": N_("Reference"),
    "lowest": N_("lowest point"),
    "data": N_("data"),
    "submission": N_("Submission"),
    "report": N_("Report"),
    "not_finite": N_("Not all of yours can be drawn: some numbers are missing, or are not finite."),
    "refused": N_("Not graded"),
    "this_line": N_("this line"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot on the page: its title, its pictures, what its legend names, whether both have their own, and whether something couldn't be drawn."""

    title: str
    kind: str
    pictures: tuple[tuple[str, str], ...]
    apart: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it, with its lines and plots; `lines` and `hint` are empty where they were shown above."""

    outcome: str
    definition: str
    title: str
    reason: str
    hint: str
    place: str
    lines: tuple[excerpt.Line, ...]
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
    """Return all grades as one self-contained page."""
    style = environment().get_template("style.css").render()
    titles = {Wording(page.speech, grade.exercise).texts.title for grade in report.grades}
    return (
        environment()
        .get_template("page.html")
        .render(
            words=_words(page),
            language=page.speech.spoken,
            style=style,
            title=titles.pop() if len(titles) == 1 else page.speech.say(WORDS["report"]),
            grades=[_shown(grade, page) for grade in report.grades],
            refusals=[refusal.sentence for refusal in report.refusals],
        )
    )


def fragment(grade: Grade, page: Page) -> str:
    """Return the score, the first things to do and a plot, to be shown inside of another page; its styles stay its own."""
    shown = _shown(grade, page)
    findings = [*filter(None, [shown["first"]]), *shown["others"]][:MOST_BELOW_A_CELL]
    figures = [figure for finding in findings for figure in finding.figures] or shown["figures"]
    return (
        environment()
        .get_template("fragment.html")
        .render(
            words=_words(page),
            language=page.speech.spoken,
            style=environment().get_template("style.css").render(),
            shown=shown,
            findings=findings,
            figures=figures[:1],
        )
    )


def _words(page: Page) -> dict[str, str]:
    return {name: page.speech.say(sentence) for name, sentence in WORDS.items()}


def _shown(grade: Grade, page: Page) -> dict[str, Any]:
    """Return what the templates show of a grade."""
    found = findings(grade, page.speech)
    laid_out = list(_findings(grade, found, page))
    open_checks = {verdict.check for verdict in grade.verdicts if verdict.outcome is Outcome.FAILED}
    others = [plot for plot in grade.plots if plot.drawing.check not in open_checks]
    passed, waiting = found.that(Outcome.PASSED), found.that(Outcome.NOT_REACHED)
    plural = page.speech.plural
    return {
        "title": Wording(page.speech, grade.exercise).texts.title,
        "path": grade.submission.path,
        "score": f"{grade.total.score:g}",
        "max_score": f"{grade.total.max_score:g}",
        "points": str(grade.total),
        "state": _state(grade.total),
        "rows": [_row(grade, part, page) for part in grade.exercise.parts],
        "notices": loading.notices(page.speech, grade),
        "all_passed": len(passed) == len(grade.verdicts),
        "first": laid_out[0] if found.first else None,
        "others": laid_out[1:] if found.first else laid_out,
        "passed": passed,
        "passed_title": plural("{n} check passed", "{n} checks passed", len(passed)),
        "waiting": waiting,
        "waiting_title": plural("{n} check has not run yet", "{n} checks have not run yet", len(waiting)),
        "obstacles": [_laid_out(grade, one) for one in found.obstacles[:MOST_PROBLEMS]],
        "problems": [_laid_out(grade, one) for one in found.problems[:MOST_PROBLEMS]],
        "more_problems": _more_problems(len(found.problems), page),
        "figures": tuple(_figures(grade, others, page)),
        "foot": foot.foot(grade, page),
    }


def _findings(grade: Grade, found: Findings, page: Page) -> Iterator[Shown]:
    """Yield the first thing to do, then every other check that failed; one place is shown once."""
    seen = set[Where | None]()
    for finding in (*filter(None, [found.first]), *found.others):
        # Each check that isn't reached stands in a list of its own.
        if finding is found.first or finding.sign is not Outcome.NOT_REACHED:
            shown = _laid_out(grade, finding, _drawn(grade, finding.verdict, page) if finding.verdict else ())
            yield replace(shown, lines=()) if finding.where in seen else shown
            seen.add(finding.where)


def _laid_out(grade: Grade, found: Finding, figures: tuple[Figure, ...] = ()) -> Shown:
    return Shown(
        outcome="problem" if found.problem else found.sign.value,
        definition=found.definition,
        title=found.title,
        reason=found.reason,
        hint=found.hint,
        place=found.place,
        lines=excerpt.excerpt(grade.submission, found.where),
        figures=figures,
    )


def _drawn(grade: Grade, verdict: Verdict, page: Page) -> tuple[Figure, ...]:
    """Return the plots of a failed check."""
    failed = verdict.outcome is Outcome.FAILED
    return tuple(_figures(grade, (p for p in grade.plots if failed and p.drawing.check == verdict.check), page))


def _row(grade: Grade, part: Part, page: Page) -> Row:
    points = grade.by_part[part.name]
    share = points.score / points.max_score if points.max_score else 0.0
    return Row(part.definition, shared.note(grade, part, page), str(points), round(share, 4), _state(points))


def _state(points: Points) -> str:
    if points.score >= points.max_score:
        return "full"
    return "some" if points.score > 0 else "none"


def _more_problems(found: int, page: Page) -> str:
    more = found - MOST_PROBLEMS
    return page.speech.plural("… and {n} more problem.", "… and {n} more problems.", more) if more > 0 else ""


def _figures(grade: Grade, drawn: Iterable[Plot], page: Page) -> Iterator[Figure]:
    texts = Wording(page.speech, grade.exercise).texts.plots
    for plot in drawn:
        title = texts.get(plot.drawing.name, {}).get("title", plot.drawing.name)
        pictures = plots_svg.pictures(grade, plot, page)
        yield Figure(title, plot.drawing.kind, pictures, plots_svg.is_apart(plot), plots_svg.missing(plot))
