"""The report that a student reads: points by part, the next thing to do, every failed check, the loop's curves."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.feedback import loading
from grader.feedback.findings import Finding, findings, kept, line_at
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Curve, Grade, Outcome, Points, Verdict
from grader.reports import course_map, foot, shared, sparklines
from grader.reports.alphabet import AsciiConsole, drawn
from grader.reports.escape import for_terminal
from grader.reports.page import Page, Refusal, Report

# Many failures have one root: more than this many would bury the first.
MOST_FAILURES = 8
MOST_PROBLEMS = 4
LONGEST_PATH = 200
LONGEST_REASON = 1000
NOT_GRADED = N_("Not graded")
SIGNS = {Outcome.FAILED: "✗", Outcome.NOT_REACHED: "·", Outcome.BROKEN: "!", Outcome.PASSED: "✓"}


def render(report: Report, page: Page) -> str:
    """Return the report as text of at most `page.width` columns; drawn in ASCII where the stream isn't Unicode."""
    console = capturing_console(page)
    if report.places:
        console.print(Group(*course_map.of(report, page)))
        report = Report(tuple(filter(None, [course_map.shown(report)])), report.refusals)
    several = len(report.grades) + len(report.refusals) > 1
    common = foot.shared_foot(report.grades, page, brief=not page.verbose) if several else None
    for number, grade in enumerate(report.grades):
        if number:
            console.print(Padding(Rule(style="dim"), (1, 0)))
        console.print(Group(*_grade(grade, page)))
        if common is None:
            console.print(_foot(foot.foot(grade, page, brief=not page.verbose)))
    if report.grades and report.refusals:
        console.print()
    for refusal in report.refusals:
        # Not wrapped: a path is to be copied as it is.
        console.print(_refusal(refusal), soft_wrap=True)
    if several:
        console.print(_summary(report, page))
    if common is not None:
        console.print(_foot(common))
    return captured(console, page)


def capturing_console(page: Page) -> Console:
    """Return a console that prints for a page; `written` gives what was printed."""
    kind = Console if page.unicode else AsciiConsole
    return kind(
        file=io.StringIO(),
        width=page.width,
        force_terminal=page.colour,
        # In a notebook's kernel it would show its text itself, and write none of it to the file.
        force_jupyter=False,
        color_system="standard" if page.colour else None,
        no_color=not page.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def captured(console: Console, page: Page) -> str:
    """Return what was printed on such a console, in characters that its stream can say."""
    console.file.seek(0)
    text = "\n".join(line.rstrip() for line in console.file.read().split("\n"))
    return drawn(text, unicode=page.unicode)


def _foot(lines: tuple[str, ...]) -> RenderableType:
    return Padding(Text("\n".join(lines), style="dim"), (1, 0, 0, 0))


def _summary(report: Report, page: Page) -> RenderableType:
    """Show each file in a line: its points, and which parts aren't right yet."""
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", ratio=1)
    for grade in report.grades:
        path = for_terminal(grade.submission.path, LONGEST_PATH)
        table.add_row(path, Text(str(grade.total), style=_style(grade.total)), _left(grade, page))
    for refusal in report.refusals:
        table.add_row(for_terminal(refusal.path, LONGEST_PATH), Text("-", style="red"), page.speech.say(NOT_GRADED))
    heading = Text(page.speech.say(N_("Summary")), style="bold")
    return Padding(Group(heading, table), (1, 0, 0, 0))


def _left(grade: Grade, page: Page) -> str:
    """Name the parts that haven't all of their points, if any."""
    points = ((part.definition, grade.by_part[part.name]) for part in grade.exercise.parts)
    names = [definition for definition, earned in points if earned.score < earned.max_score]
    if not names:
        return page.speech.say(N_("Every check passed."))
    return page.speech.say(N_("Still to do: {parts}"), parts=", ".join(names))


def _refusal(refusal: Refusal) -> Text:
    return Text(for_terminal(refusal.sentence, 2000), style="bold red")


def _grade(grade: Grade, page: Page) -> Iterator[RenderableType]:
    found = findings(grade, page.speech)
    yield head(grade, page)
    yield parts(grade, page)
    yield from notices(grade, page)
    if all(verdict.outcome is Outcome.PASSED for verdict in grade.verdicts):
        yield Text(page.speech.say(N_("Every check passed.")), style="bold green")
    yield from obstacles(found.obstacles)
    if found.first is not None:
        yield Text()
        yield _next(grade, found.first, page)
    yield from _others(found.others, page)
    yield from _problems(found.problems, page)
    yield from _curves(grade, page)


def head(grade: Grade, page: Page) -> RenderableType:
    """Show what was graded, and its points."""
    title = Wording(page.speech, grade.exercise).texts.title
    left = Text.assemble((title, "bold"), "  ", (for_terminal(grade.submission.path, 60), "dim"))
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    full = grade.total.score >= grade.total.max_score
    grid.add_row(left, Text(str(grade.total), style="bold green" if full else "bold yellow"))
    return Padding(grid, (0, 0, 1, 0))


def parts(grade: Grade, page: Page) -> Table:
    """Show the points of each part, with a word on it."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    # The only column that gives way; what is cut off is only a reminder.
    grid.add_column(style="dim")
    for part in grade.exercise.parts:
        points = grade.by_part[part.name]
        style = _style(points)
        bar = Text(shared.bar(points), style=style)
        grid.add_row(
            Text(part.definition, style="bold"),
            bar,
            Text(str(points), style=style),
            Text(shared.note(grade, part, page), no_wrap=True, overflow="ellipsis"),
        )
    return grid


def notices(grade: Grade, page: Page) -> Iterator[RenderableType]:
    """Describe that points may be missing, and why."""
    for sentence in loading.notices(page.speech, grade):
        yield Padding(Text(sentence, style="yellow"), (1, 0, 0, 0))


def _style(points: Points) -> str:
    if points.score >= points.max_score:
        return "green"
    return "yellow" if points.score > 0 else "red"


def _next(grade: Grade, first: Finding, page: Page) -> Panel:
    """Show the first thing to do, with the student's own line."""
    body: list[RenderableType] = [_heading(first), Text(for_terminal(first.reason, LONGEST_REASON))]
    if first.where is not None:
        line = for_terminal(line_at(grade, first.where), page.width - 14)
        body.append(Text(f"{first.where.line:>4} │ {line}", style="dim"))
    if first.hint:
        body.append(Text.assemble(("→ ", "bold cyan"), first.hint))
    title = page.speech.say(N_("Next"))
    return Panel(Group(*body), title=f"▶ {title}", title_align="left", border_style="cyan", padding=(0, 1))


def _heading(found: Finding) -> RenderableType:
    """Show what a finding is about, and where to look."""
    about: list[str | tuple[str, str]] = [(found.definition, "bold"), ": "] if found.definition else []
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True, style="dim")
    grid.add_row(Text.assemble(_sign(found.sign), *about, found.title), found.place)
    return grid


def sign(verdict: Verdict) -> tuple[str, str]:
    """Return the sign before a check that didn't pass, and its style; nothing for one that did."""
    return _sign(verdict.outcome)


def _sign(outcome: Outcome) -> tuple[str, str]:
    style = {Outcome.FAILED: "red", Outcome.BROKEN: "yellow"}.get(outcome, "dim")
    return ("" if outcome is Outcome.PASSED else SIGNS[outcome] + " ", style)


def _others(found: Sequence[Finding], page: Page) -> Iterator[RenderableType]:
    """Every other check that failed, and the parts that aren't written, in short."""
    shown, hidden = kept(found, MOST_FAILURES, everything=page.everything)
    above = None
    for finding in shown:
        # One mistake fails many checks; it is explained once.
        explained = [] if finding.follows and not page.everything else list(_explained(finding))
        apart = explained or finding.definition != above
        yield Padding(_heading(finding), (1 if apart else 0, 0, 0, 0))
        yield from explained
        above = finding.definition
    if hidden:
        more = page.speech.plural("… and {n} more failed check.", "… and {n} more failed checks.", hidden)
        yield Padding(Text(f"{more} {_how_to_see(page)}".rstrip(), style="dim"), (1, 0, 0, 0))


def _explained(found: Finding) -> Iterator[RenderableType]:
    """Describe what happened, unless that was said of this part, and what to look at."""
    if not found.repeats:
        yield Padding(Text(for_terminal(found.reason, 2000)), (0, 0, 0, 4))
    if found.hint:
        yield Padding(Text.assemble(("→ ", "cyan"), found.hint), (0, 0, 0, 4))


def _how_to_see(page: Page) -> str:
    """Describe how to see what is left out, where there is a command line to say it on."""
    return page.speech.say(N_("Show all of them: --all")) if page.has_options else ""


def obstacles(found: Sequence[Finding]) -> Iterator[RenderableType]:
    """Show what is to be told before all checks: a module or file that isn't there, a statement that others wait for."""
    if found:
        yield Text()
    for finding in found:
        yield _problem(finding)


def _problems(found: Sequence[Finding], page: Page) -> Iterator[RenderableType]:
    """Show what raised outside the graded definitions; it costs no points by itself."""
    if not found:
        return
    yield Padding(Text(page.speech.say(N_("While your file ran, from top to bottom:")), style="bold"), (1, 0, 0, 0))
    shown, hidden = kept(found, MOST_PROBLEMS, everything=page.everything)
    for finding in shown:
        yield _problem(finding)
    if hidden:
        more = page.speech.plural("… and {n} more problem.", "… and {n} more problems.", hidden)
        yield Padding(Text(f"{more} {_how_to_see(page)}".rstrip(), style="dim"), (0, 0, 0, 2))


def _problem(found: Finding) -> RenderableType:
    place = f"{found.place}: " if found.place else ""
    text = Text.assemble(("! ", "yellow"), (place, "dim"), for_terminal(found.reason))
    if found.hint:
        text = Text.assemble(text, "\n", ("→ ", "cyan"), found.hint)
    return Padding(text, (0, 0, 0, 2))


def _curves(grade: Grade, page: Page) -> Iterator[RenderableType]:
    """Show the student's run beside the reference's, epoch by epoch, on one scale for both."""
    if not grade.curves:
        return
    titles = page.speech.say(N_("Yours")), page.speech.say(N_("Reference"))
    grid = Table.grid(padding=(0, 2))
    for justify in ("left", "left", "right", "left", "right"):
        grid.add_column(justify=justify, no_wrap=True)
    grid.add_row("", Text(titles[0], style="bold"), "", Text(titles[1], style="dim"), "")
    for curve in grade.curves:
        grid.add_row(*_curve(curve))
    yield Padding(grid, (1, 0, 0, 0))


def _curve(curve: Curve) -> tuple[Text, ...]:
    actual, expected = sparklines.lines_of(curve)
    return (
        Text(curve.name),
        Text(actual, style="cyan"),
        Text(f"{curve.actual[-1]:.3g}", style="cyan"),
        Text(expected, style="dim"),
        Text(f"{curve.expected[-1]:.3g}", style="dim"),
    )
