"""The report as Markdown: for a job's summary, a comment, a file beside the submission."""

from __future__ import annotations

from collections.abc import Iterator

from grader import priority, wording
from grader.model import Curve, Grade, Outcome, Problem, Verdict, Where
from grader.reports import pieces
from grader.reports.escape import for_markdown, for_markdown_code, for_markdown_sentence
from grader.reports.page import Page, Report
from grader.speech import N_

MOST_FAILURES = 50
MOST_PROBLEMS = 20
SIGNS = {Outcome.FAILED: "❌", Outcome.NOT_REACHED: "▫️", Outcome.BROKEN: "⚠️", Outcome.PASSED: "✅"}


def render(report: Report, page: Page) -> str:
    """Give the report in GitHub's Markdown."""
    return "\n".join(sections(report, page))


def sections(report: Report, page: Page) -> Iterator[str]:
    """Give a piece of Markdown for each grade and each refusal, so that a reader with little room can stop between."""
    for grade in report.grades:
        yield "\n\n".join(_grade(grade, page)) + "\n"
    for refusal in report.refusals:
        yield f"⚠️ {for_markdown_sentence(refusal.sentence, 2000)}\n"


def _grade(grade: Grade, page: Page) -> Iterator[str]:
    yield f"## {for_markdown(page.speech.texts(grade.exercise).title)}: {for_markdown(pieces.points(grade.total))}"
    yield for_markdown_code(grade.submission.path, 200)
    yield "\n".join(_parts(grade, page))
    yield from (for_markdown_sentence(sentence) for sentence in wording.notices(page.speech, grade))
    first = pieces.next_thing(grade, page)
    if all(verdict.outcome is Outcome.PASSED for verdict in grade.verdicts):
        yield page.speech.say(N_("Every check passed."))
    yield from _obstacles(grade, page, but=first.problem if first else None)
    if first is not None:
        yield f"### {page.speech.say(N_('Next'))}"
        yield from _next(grade, first, page)
    yield from _others(grade, first, page)
    yield from _problems(grade, page)
    yield from _curves(grade, page)
    yield for_markdown_sentence(". ".join(line.rstrip(".") for line in pieces.foot(grade, page)), 2000)


def _parts(grade: Grade, page: Page) -> Iterator[str]:
    yield "| | | | |\n|---|---|---:|---|"
    for part in grade.exercise.parts:
        points = grade.by_part[part.name]
        cells = (f"`{part.definition}`", pieces.bar(points), pieces.points(points), pieces.note(grade, part, page))
        yield "| " + " | ".join((cells[0], *(for_markdown(cell) for cell in cells[1:]))) + " |"


def _next(grade: Grade, first: pieces.Next, page: Page) -> Iterator[str]:
    about = f"{first.definition}: {first.title}" if first.definition else first.title
    yield _headline(first.sign, about, first.where, page)
    yield for_markdown_sentence(first.reason, 2000)
    line = pieces.source_line(grade, first.where).strip()
    if line:
        yield for_markdown_code(line, 200)
    if first.hint:
        yield f"→ {for_markdown_sentence(first.hint, 2000)}"


def _title(grade: Grade, verdict: Verdict, page: Page) -> str:
    return _headline(verdict.outcome, pieces.title(grade, verdict, page), verdict.where, page)


def _headline(outcome: Outcome, about: str, where: Where | None, page: Page) -> str:
    place = wording.place(page.speech, where)
    return f"{SIGNS[outcome]} **{for_markdown(about)}**" + (f" ({for_markdown(place)})" if place else "")


def _others(grade: Grade, first: pieces.Next | None, page: Page) -> Iterator[str]:
    """Give every other check that failed, as a list."""
    shown, hidden = pieces.others(grade, first.verdict if first else None, page, MOST_FAILURES)
    said = {"", first.hint} if first else {""}
    lines = []
    for verdict in shown:
        lines.append(f"- {_title(grade, verdict, page)}  ")
        lines.append(f"  {for_markdown_sentence(pieces.reason(grade, verdict, page), 2000)}  ")
        hint = wording.hint(page.speech, grade.exercise, verdict)
        if hint not in said:
            said.add(hint)
            lines.append(f"  → {for_markdown_sentence(hint, 2000)}  ")
    if hidden:
        more = page.speech.plural("… and {n} more failed check.", "… and {n} more failed checks.", hidden)
        lines.append(f"- {more}")
    if lines:
        yield "\n".join(lines)


def _obstacles(grade: Grade, page: Page, but: Problem | None) -> Iterator[str]:
    """Give what is to be told before all checks, as a list."""
    found = [problem for problem in priority.obstacles(grade) if problem is not but][:MOST_PROBLEMS]
    if found:
        yield "\n".join(line for problem in found for line in _problem(grade, problem, page))


def _problems(grade: Grade, page: Page) -> Iterator[str]:
    """Give what raised outside the graded definitions."""
    problems = priority.other_problems(grade)
    if not problems:
        return
    yield page.speech.say(N_("While your file was read, from top to bottom:"))
    shown, hidden = pieces.problems(grade, page, MOST_PROBLEMS)
    lines = [line for problem in shown for line in _problem(grade, problem, page)]
    if hidden:
        lines.append("- " + page.speech.plural("… and {n} more problem.", "… and {n} more problems.", hidden))
    yield "\n".join(lines)


def _problem(grade: Grade, problem: Problem, page: Page) -> Iterator[str]:
    place = wording.place(page.speech, problem.where)
    sentence = pieces.problem(grade, problem, page)
    yield f"- {for_markdown_sentence(f'{place}: {sentence}' if place else sentence)}"
    advice = wording.remedy(page.speech, grade, problem)
    if advice:
        yield f"  → {for_markdown_sentence(advice, 2000)}"


def _curves(grade: Grade, page: Page) -> Iterator[str]:
    """Draw the student's run beside the reference's, as text of one width."""
    if not grade.curves:
        return
    yours, reference = page.speech.say(N_("Your loop")), page.speech.say(N_("Reference"))
    name = max(len(curve.name) for curve in grade.curves)
    length = max(len(yours), len(reference), *(len(line) for curve in grade.curves for line in pieces.lines_of(curve)))
    head = f"{'':{name}}  {yours:{length}}  {'':>9}  {reference}"
    yield "\n".join(["```text", head, *(_curve(curve, name, length) for curve in grade.curves), "```"])


def _curve(curve: Curve, name: int, length: int) -> str:
    actual, expected = pieces.lines_of(curve)
    ends = f"{curve.actual[-1]:.3g}", f"{curve.expected[-1]:.3g}"
    return f"{curve.name:{name}}  {actual:{length}}  {ends[0]:>9}  {expected:{length}}  {ends[1]:>9}"
