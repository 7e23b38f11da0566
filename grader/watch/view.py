"""What somebody sees who watches: points, one check to look at with the hints asked for, and what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from grader.feedback.findings import obstacles
from grader.feedback.hints import Hints
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Grade, Outcome, Verdict
from grader.reports import terminal
from grader.reports.escape import for_terminal
from grader.reports.page import Page, Report

LONGEST_HINT = 2000
KEYS = (
    ("h", N_("one more hint")),
    ("n", N_("next failing check")),
    ("a", N_("all checks")),
    ("r", N_("new data")),
    ("q", N_("quit")),
)
BETWEEN_KEYS = "   "


@dataclass(frozen=True, slots=True)
class Chosen:
    """The failing check that is looked at: which of how many, and the hints given so far of all that there are."""

    verdict: Verdict
    number: int
    of: int
    hints: Hints
    given: int


@dataclass(frozen=True, slots=True)
class View:
    """All that is on the screen; `chosen` is None where nothing fails, `everything` asks for the whole report.

    `path` is the file that is watched, empty where it is a folder. `judged` says what fails, while the mistake is looked for.
    """

    path: str
    seed: int
    grade: Grade | None = None
    chosen: Chosen | None = None
    everything: bool = False
    notice: str = ""
    progress: tuple[int, int] | None = None
    judged: str = ""
    keys: bool = True


def body(view: View, page: Page) -> list[str]:
    """Return the lines of the verdict; none before there is one."""
    if view.grade is None:
        return []
    if view.everything or (view.chosen is None and view.grade.problems):
        text = terminal.render(Report((view.grade,)), page)
    else:
        console = terminal.capturing_console(page)
        console.print(Group(*_brief(view.grade, view.chosen, page)))
        text = terminal.captured(console, page)
    return text.rstrip("\n").split("\n")


def frame(lines: list[str], view: View, page: Page, *, height: int, top: int) -> tuple[list[str], int]:
    """Return one screen, with a verdict's `lines` from `top` on; and `top`, brought back to where there are lines."""
    # A blank line between.
    room = max(1, height - len(foot(view, page)) - 1)
    if len(lines) > room:
        room = max(1, room - 1)
    top = max(0, min(top, len(lines) - room))
    below = len(lines) - top - room
    return [*lines[top : top + room], "", *foot(view, page, below=max(0, below))][-height:], top


def foot(view: View, page: Page, *, below: int = 0) -> list[str]:
    """Return the last lines: what goes on, what can be pressed, and how many lines of the verdict are `below`."""
    console = terminal.capturing_console(page)
    if view.notice:
        console.print(Text(for_terminal(view.notice, LONGEST_HINT), style="yellow"))
    if below:
        more = page.speech.plural("{n} more line: arrow keys", "{n} more lines: arrow keys", below)
        console.print(Text(f"… {more}", style="dim"))
    console.print(Text(_doing(view, page), style="dim"))
    if view.keys:
        console.print(Text("\n").join(_keys(view, page)))
    return terminal.captured(console, page).rstrip("\n").split("\n")


def _keys(view: View, page: Page) -> list[Text]:
    """Name the keys that do something now, in lines that part no key from its words."""
    chosen = view.chosen
    does = {
        "h": chosen is not None and chosen.given < len(chosen.hints),
        "n": chosen is not None and chosen.of > 1,
        "a": view.grade is not None,
    }
    lines = [Text()]
    for key, words in KEYS:
        if not does.get(key, True):
            continue
        named = Text.assemble((key, "bold"), " ", page.speech.say(words))
        if lines[-1] and len(lines[-1]) + len(BETWEEN_KEYS) + len(named) > page.width:
            lines.append(Text())
        lines[-1] = lines[-1] + BETWEEN_KEYS + named if lines[-1] else named
    return lines


def _doing(view: View, page: Page) -> str:
    """Describe what is being done, or when it will be done again; and the seed."""
    say = page.speech.say
    begun = view.progress is not None and view.progress[0] > 0
    if view.grade is None and not view.notice and not begun:
        doing = say(N_("Loading TensorFlow …"))
    elif view.progress is None and not view.path:
        doing = say(N_("Watching this folder: save your work to grade it."))
    elif view.progress is None:
        doing = say(N_("Watching {path}: save it to grade it again."), path=for_terminal(view.path, 60))
    elif view.judged:
        doing = for_terminal(view.judged, LONGEST_HINT)
    else:
        doing = say(N_("Grading … {answered} of {of}"), answered=view.progress[0], of=view.progress[1])
    return f"{doing} · {say(N_('seed {seed}'), seed=view.seed)}"


def _brief(grade: Grade, chosen: Chosen | None, page: Page) -> Iterator[RenderableType]:
    yield terminal.head(grade, page)
    yield terminal.parts(grade, page)
    yield from terminal.obstacles(obstacles(grade, Wording(page.speech, grade.exercise)))
    yield Text()
    if chosen is not None:
        yield _panel(chosen, page)
    elif all(verdict.outcome is Outcome.PASSED for verdict in grade.verdicts):
        yield Text(page.speech.say(N_("Every check passed.")), style="bold green")


def _panel(chosen: Chosen, page: Page) -> Panel:
    """Show one check with the hints that were given."""
    hints = chosen.hints
    rows = [Text.assemble(terminal.sign(chosen.verdict), for_terminal(hints.hint(1), LONGEST_HINT))]
    given = hints.more[: chosen.given - 1]
    rows += [Text.assemble(("→ ", "bold cyan"), for_terminal(hint, LONGEST_HINT)) for hint in given]
    if 1 < len(hints) <= chosen.given:
        rows.append(Text(page.speech.say(N_("There are no more hints.")), style="dim"))
    heading = page.speech.say(N_("Check {n} of {of} still to pass"), n=chosen.number, of=chosen.of)
    return Panel(Group(*rows), title=f"▶ {heading}", title_align="left", border_style="cyan", padding=(0, 1))
