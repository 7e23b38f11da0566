"""The student's own lines around a place, highlighted: told apart by a tokenizer, never parsed, never run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.model import Submission, Where
from grader.reports.escape import for_html_code

BEFORE, AFTER, MOST_LINES = 3, 3, 24
# Below a place, so many lines are read; a docstring that ends in them can be folded.
REACH = 200
LONGEST_LINE = 300
# Larger text is shown plain: a tokenizer's expressions can be made slow. At this size, the worst found took 0.6 s.
MOST_CHARACTERS = 20_000
# What has no blank for so long doesn't fit on a phone, and may be broken at these signs.
LONGEST_WORD = 20
BREAK_AFTER, BREAK_BEFORE = "([{,=", "."
INDENT, DEEPEST = 4, 6
CLASSES = {
    "Doc": "d",
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
    """One line of code: its number as its author sees it, its HTML, whether it is the line that is meant, its depth."""

    number: int
    markup: str
    meant: bool
    depth: int


def excerpt(submission: Submission, where: Where | None) -> tuple[Line, ...]:
    """Return the lines around a place, and the block that begins there; nothing where there is no such place.

    A docstring of several lines takes one.
    """
    lines, size = _source(submission, where)
    if where is None or not 0 < where.line <= len(lines) or not lines[where.line - 1].strip():
        return ()
    # Of what is too large to be told apart into tokens, only these lines are needed.
    skipped = max(0, where.line - 1 - BEFORE) if size > MOST_CHARACTERS else 0
    # Blanks at the ends of lines are not seen, and many of them in a row make the tokenizer slow.
    lines = [line.expandtabs(4).rstrip() for line in lines[skipped:]]
    meant = where.line - 1 - skipped
    painted = _painted(lines, meant, plain=skipped > 0)
    numbers = list(painted)
    first, last = _window([lines[number] for number in numbers], numbers.index(meant))
    return tuple(
        Line(skipped + n + 1, painted[n], n == meant, min(_depth(lines[n]) // INDENT, DEEPEST))
        for n in numbers[first:last]
    )


def _source(submission: Submission, where: Where | None) -> tuple[list[str], int]:
    """Return the lines of the cell, or of all pieces of a script, down to REACH lines below a place, and their characters."""
    if where is None:
        return [], 0
    source = "".join(cell.source for cell in submission.cells if cell.number == where.cell)
    *lines, rest = source.split("\n", where.line + REACH)
    if len(lines) < where.line + REACH:
        return [*lines, rest], len(source)
    return lines, len(source) - len(rest)


def _window(lines: list[str], meant: int) -> tuple[int, int]:
    """Return the first line to show and the one after the last: a definition is shown as a whole, if it isn't long."""
    depth = _depth(lines[meant])
    last = meant + 1
    while last < len(lines) and (not lines[last] or _depth(lines[last]) > depth):
        last += 1
    if any(lines[meant + 1 : last]):
        first, last = meant, min(last, meant + MOST_LINES)
    else:
        first, last = _around(lines, meant)
    while not lines[last - 1]:
        last -= 1
    while not lines[first]:
        first += 1
    return first, last


def _around(lines: list[str], meant: int) -> tuple[int, int]:
    """Return the lines around one, of a definition's none but its own."""
    begins, ends = 0, len(lines)
    if _depth(lines[meant]):
        tops = [number for number, line in enumerate(lines) if line and not _depth(line)]
        begins = max((top for top in tops if top < meant), default=begins)
        ends = min((top for top in tops if top > meant), default=ends)
    return max(begins, meant - BEFORE), min(ends, meant + 1 + AFTER)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _painted(lines: list[str], meant: int, *, plain: bool) -> dict[int, str]:
    """Return the HTML of each line by its number from 0, highlighted unless it is `plain` or there is too much of it.

    A docstring of several lines has the number of its first, unless the one that is meant is in it.
    """
    text = "\n".join(lines)
    if plain or len(text) > MOST_CHARACTERS or any(len(line) > LONGEST_LINE for line in lines):
        return {number: for_html_code(line, LONGEST_LINE) for number, line in enumerate(lines)}
    # `shown` is the line that is added to: that of a folded docstring also takes what stands behind it.
    painted, number, shown, column = {0: ""}, 0, 0, 0
    for kind, piece in _tokens(text):
        head, *rest = piece.split("\n")
        if kind == "d" and len(rest) > 1 and not number < meant <= number + len(rest):
            painted[shown] += _span(kind, _in_one_line(piece))
            number, column = number + len(rest), len(rest[-1])
            continue
        painted[shown] += _breakable(kind, head, lines[number], column)
        column += len(head)
        for part in rest:
            number, column = number + 1, len(part)
            shown = number
            painted[shown] = _span(kind, part)
    return painted


def _in_one_line(docstring: str) -> str:
    """Return a docstring's first line with words, and a sign that there are more."""
    quote = docstring[:3]
    words = next((line.strip() for line in docstring[3:-3].splitlines() if line.strip()), "")
    return f"{quote}{words} …{quote}"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    from pygments.lexers.python import PythonLexer  # noqa: PLC0415 (only pages show code)

    for _, token, piece in PythonLexer().get_tokens_unprocessed(text):
        yield next((CLASSES[name] for name in reversed(token) if name in CLASSES), ""), piece


def _breakable(kind: str, piece: str, line: str, column: int) -> str:
    """Return a piece of a line as HTML; inside a long word with a place where the line may be broken."""
    start, end = line.rfind(" ", 0, column) + 1, line.find(" ", column)
    long = (end if end >= 0 else len(line)) - start > LONGEST_WORD
    before = "<wbr>" if long and not kind and piece[:1] in BREAK_BEFORE else ""
    after = "<wbr>" if long and not kind and piece[-1:] in BREAK_AFTER else ""
    return f"{before if piece else ''}{_span(kind, piece)}{after if piece else ''}"


def _span(kind: str, piece: str) -> str:
    escaped = for_html_code(piece)
    return f'<span class="{kind}">{escaped}</span>' if kind and escaped else escaped
