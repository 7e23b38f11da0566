"""The report as Markdown: for a job's summary, a comment, a file beside the submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.feedback import loading
from grader.feedback.findings import Finding, findings, kept, line_at
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Curve, Grade, Outcome
from grader.reports import foot, shared, sparklines
from grader.reports.escape import for_markdown, for_markdown_code, for_markdown_sentence
from grader.reports.page import Page, Report

MOST_FAILURES = 50
MOST_PROBLEMS = 20
SIGNS = {Outcome.FAILED: "❌", Outcome.NOT_REACHED: "▫️", Outcome.BROKEN: "⚠️", Outcome.PASSED: "✅"}


def render(report: Report, page: Page) -> str:
    """Return the report in GitHub's Markdown."""
    return "\n".join(sections(report, page))


def sections(report: Report, page: Page) -> Iterator[str]:
    """Yield a piece of Markdown for each grade and each refusal, so that a reader with little room can stop between."""
    for grade in report.grades:
        yield "\n\n".join(_grade(grade, page)) + "\n"
    for refusal in report.refusals:
        yield f"⚠️ {for_markdown_sentence(refusal.sentence, 2000)}\n"


def _grade(grade: Grade, page: Page) -> Iterator[str]:
    found = findings(grade, page.speech)
    yield f"## {for_markdown(Wording(page.speech, grade.exercise).texts.title)}: {for_markdown(str(grade.total))}"
    yield for_markdown_code(grade.submission.path, 200)
    yield "\n".join(_parts(grade, page))
    yield from (for_markdown_sentence(sentence) for sentence in loading.notices(page.speech, grade))
    if all(verdict.outcome is Outcome.PASSED for verdict in grade.verdicts):
        yield page.speech.say(N_("Every check passed."))
    if found.obstacles:
        yield "\n".join(line for obstacle in found.obstacles[:MOST_PROBLEMS] for line in _problem(obstacle))
    if found.first is not None:
        yield f"### {page.speech.say(N_('Next'))}"
        yield from _next(grade, found.first)
    yield from _others(found.others, page)
    yield from _problems(found.problems, page)
    yield from _curves(grade, page)
    yield for_markdown_sentence(". ".join(line.rstrip(".") for line in foot.foot(grade, page)), 2000)


def _parts(grade: Grade, page: Page) -> Iterator[str]:
    yield "| | | | |\n|---|---|---:|---|"
    for part in grade.exercise.parts:
        points = grade.by_part[part.name]
        cells = (f"`{part.definition}`", shared.bar(points), str(points), shared.note(grade, part, page))
        yield "| " + " | ".join((cells[0], *(for_markdown(cell) for cell in cells[1:]))) + " |"


def _next(grade: Grade, first: Finding) -> Iterator[str]:
    yield _headline(first)
    yield for_markdown_sentence(first.reason, 2000)
    line = line_at(grade, first.where).strip()
    if line:
        yield for_markdown_code(line, 200)
    if first.hint:
        yield f"→ {for_markdown_sentence(first.hint, 2000)}"


def _headline(found: Finding) -> str:
    place = f" ({for_markdown(found.place)})" if found.place else ""
    return f"{SIGNS[found.sign]} **{for_markdown(found.name)}**{place}"


def _others(found: Sequence[Finding], page: Page) -> Iterator[str]:
    """Yield every other check that failed, as a list."""
    shown, hidden = kept(found, MOST_FAILURES, everything=page.everything)
    lines = []
    for finding in shown:
        lines.append(f"- {_headline(finding)}  ")
        lines.append(f"  {for_markdown_sentence(finding.reason, 2000)}  ")
        if finding.hint:
            lines.append(f"  → {for_markdown_sentence(finding.hint, 2000)}  ")
    if hidden:
        more = page.speech.plural("… and {n} more failed check.", "… and {n} more failed checks.", hidden)
        lines.append(f"- {more}")
    if lines:
        yield "\n".join(lines)


def _problems(found: Sequence[Finding], page: Page) -> Iterator[str]:
    """Yield what raised outside the graded definitions."""
    if not found:
        return
    yield page.speech.say(N_("While your file ran, from top to bottom:"))
    shown, hidden = kept(found, MOST_PROBLEMS, everything=page.everything)
    lines = [line for finding in shown for line in _problem(finding)]
    if hidden:
        lines.append("- " + page.speech.plural("… and {n} more problem.", "… and {n} more problems.", hidden))
    yield "\n".join(lines)


def _problem(found: Finding) -> Iterator[str]:
    told = f"{found.place}: {found.reason}" if found.place else found.reason
    yield f"- {for_markdown_sentence(told)}"
    if found.hint:
        yield f"  → {for_markdown_sentence(found.hint, 2000)}"


def _curves(grade: Grade, page: Page) -> Iterator[str]:
    """Draw the student's run beside the reference's, as text of one width."""
    if not grade.curves:
        return
    yours, reference = page.speech.say(N_("Yours")), page.speech.say(N_("Reference"))
    name = max(len(curve.name) for curve in grade.curves)
    length = max(
        len(yours), len(reference), *(len(line) for curve in grade.curves for line in sparklines.lines_of(curve))
    )
    head = f"{'':{name}}  {yours:{length}}  {'':>9}  {reference}"
    yield "\n".join(["```text", head, *(_curve(curve, name, length) for curve in grade.curves), "```"])


def _curve(curve: Curve, name: int, length: int) -> str:
    actual, expected = sparklines.lines_of(curve)
    ends = f"{curve.actual[-1]:.3g}", f"{curve.expected[-1]:.3g}"
    return f"{curve.name:{name}}  {actual:{length}}  {ends[0]:>9}  {expected:{length}}  {ends[1]:>9}"
