"""Student text made harmless, one function for each place in which it is shown."""

from __future__ import annotations

import html
import re
import unicodedata

# Format characters (Cf) can turn the reading direction or hide; the others can move the cursor or start a command.
UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# What Markdown, or GitHub's kind of it, gives a meaning in any place. A sign written as \. is never the start of a link.
MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|~$^=:@]")
# A reader's programs look for @names and #numbers in the finished text, so these must not stand together there either.
MENTION = re.compile(r"(\\[@#])(?=\w)")
CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
APART = "&#8203;"
# A spreadsheet takes a cell that starts so for a formula; the wide forms are taken for the narrow ones.
FORMULA = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")
WORKFLOW_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
WORKFLOW_PROPERTY = {**WORKFLOW_DATA, ":": "%3A", ",": "%2C"}
LONG = 20_000


def for_terminal(text: str, most: int = 400) -> str:
    r"""Return one line without control, format or unassigned characters, cut after `most`; those show as \x1b does here."""
    return _written_out(" ".join(_cut(text, most).splitlines()))


def for_markdown(text: str, most: int = 400) -> str:
    """Return one line of Markdown that shows the text and nothing else: no markup, HTML, link, mention or table cell."""
    return _markdown(for_terminal(text, most).strip())


def for_markdown_sentence(text: str, most: int = 400) -> str:
    """Return one line of Markdown in which what stands between two backticks is code; not for tables."""
    words = CODE.split(for_terminal(text, most).strip())
    return "".join(for_markdown_code(word, most) if i % 2 else _markdown(word) for i, word in enumerate(words))


def for_markdown_code(text: str, most: int = 400) -> str:
    """Return a code span of one line; not for tables, where a | would end the cell."""
    shown = for_terminal(text, most)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    # One space at each end is not shown; without it, a backtick or a space of the text's own would be lost.
    space = "" if shown.strip("` ") == shown and shown else " "
    return f"{fence}{space}{shown}{space}{fence}"


def _markdown(line: str) -> str:
    escaped = MARKDOWN.sub(r"\\\g<0>", line)
    return MENTION.sub(rf"\1{APART}", html.escape(escaped, quote=False))


def for_workflow_data(text: str, most: int = 4000) -> str:
    """Return the message of a GitHub workflow command; line breaks stay, as the runner writes them."""
    return "".join(WORKFLOW_DATA.get(character, character) for character in _lines(text, most))


def for_workflow_property(text: str, most: int = 400) -> str:
    """Return the value of a property of a GitHub workflow command, of one line."""
    return "".join(WORKFLOW_PROPERTY.get(character, character) for character in for_terminal(text, most))


def for_log(text: str, most: int = 400) -> str:
    """Return one line that a GitHub runner takes for text, wherever in a line of its log somebody prints it."""
    return re.sub(":(?=:)", ": ", for_terminal(text, most)).replace("##[", "## [")


def for_xml(text: str, most: int = LONG) -> str:
    """Return text of which every character may stand in XML 1.0; < and & are the writer's work."""
    return _lines(text, most)


def for_html(text: str, most: int = LONG) -> str:
    """Return text that is safe between tags and inside quoted attributes; line breaks stay."""
    return html.escape(_lines(text, most), quote=True)


def for_html_code(line: str, most: int = 400) -> str:
    """Return a piece of one line of code, safe as `for_html` is; what ends a line elsewhere than in Python is written out."""
    return html.escape(_written_out(_cut(line, most)), quote=True)


def for_html_sentence(text: str, most: int = 4000) -> str:
    """Return text, safe as `for_html` is, in which what stands between two backticks is code."""
    words = CODE.split(for_html(text, most))
    return "".join(f"<code>{word}</code>" if i % 2 else word for i, word in enumerate(words))


def for_csv(text: str, most: int = 400) -> str:
    """Return a cell of one line that no spreadsheet takes for a formula; quotes and separators are the writer's work."""
    shown = for_terminal(text, most)
    formula = text.startswith(FORMULA) or shown.lstrip().startswith(FORMULA)
    return "'" + shown if formula else shown


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _lines(text: str, most: int) -> str:
    """Return text of several lines, each ended by a line feed alone."""
    return "\n".join(_written_out(line) for line in _cut(text, most).splitlines())


def _written_out(line: str) -> str:
    # Nearly every line; whatever isn't shown isn't printable to Python.
    if line.isprintable():
        return line
    return "".join(_shown(character) for character in line)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in UNSHOWN:
        return character
    return " " if character == "\t" else character.encode("unicode_escape").decode("ascii", "replace")
