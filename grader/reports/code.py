"""The student's own lines around a place, highlighted: told apart by a tokenizer, never parsed, never run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.model import Submission, Where
from grader.reports.escape import for_html_code

BEFORE, AFTER, MOST_LINES = 3, 3, 24
LONGEST_LINE = 300
# Larger text is shown plain: a tokenizer's expressions can be made slow. At this size, the worst found took 0.6 s.
MOST_CHARACTERS = 20_000
CLASSES = {
    "Keyword": "k",
    "String": "s",
    "Number": "m",
    "Comment": "c",
    "Function": "n",
    "Class": "n",
    "Decorator": "n",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of code: its number as its author sees it, its HTML, and whether it is the line that is meant."""

    number: int
    markup: str
    meant: bool


def excerpt(submission: Submission, where: Where | None) -> tuple[Line, ...]:
    """Give the lines around a place, and the block that begins there; nothing where there is no such place."""
    lines = _source(submission, where)
    if where is None or not 0 < where.line <= len(lines) or not lines[where.line - 1].strip():
        return ()
    first, last = _window(lines, where.line - 1)
    painted = _painted(lines[:last])[first:]
    return tuple(Line(number, markup, number == where.line) for number, markup in enumerate(painted, start=first + 1))


def _source(submission: Submission, where: Where | None) -> list[str]:
    """Give the lines of the cell: of a script the whole, which may come in several pieces."""
    sources = [cell.source for cell in submission.cells if where and cell.number == where.cell]
    # Blanks at the ends of lines are not seen, and many of them in a row make the tokenizer slow.
    return [line.expandtabs(4).rstrip() for line in "".join(sources).split("\n")]


def _window(lines: list[str], meant: int) -> tuple[int, int]:
    """Give the first line to show and the one after the last: a definition is shown as a whole, if it isn't long."""
    depth = _depth(lines[meant])
    last = meant + 1
    while last < len(lines) and (not lines[last] or _depth(lines[last]) > depth):
        last += 1
    if any(lines[meant + 1 : last]):
        first, last = meant, min(last, meant + MOST_LINES)
    else:
        first, last = max(0, meant - BEFORE), min(meant + 1 + AFTER, len(lines))
    while not lines[last - 1]:
        last -= 1
    while not lines[first]:
        first += 1
    return first, last


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _painted(lines: list[str]) -> list[str]:
    """Give each line as HTML, highlighted unless there is too much of it."""
    text = "\n".join(lines)
    if len(text) > MOST_CHARACTERS or any(len(line) > LONGEST_LINE for line in lines):
        return [for_html_code(line, LONGEST_LINE) for line in lines]
    painted = [""]
    for kind, piece in _tokens(text):
        head, *rest = (_span(kind, part) for part in piece.split("\n"))
        painted[-1] += head
        painted += rest
    return painted


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    from pygments.lexers.python import PythonLexer

    for _, token, piece in PythonLexer().get_tokens_unprocessed(text):
        yield next((CLASSES[name] for name in reversed(token) if name in CLASSES), ""), piece


def _span(kind: str, piece: str) -> str:
    escaped = for_html_code(piece)
    return f'<span class="{kind}">{escaped}</span>' if kind and escaped else escaped
