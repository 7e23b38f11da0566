"""What students wrote is shown in Markdown, XML, HTML, tables and workflow logs without doing anything there."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.reports import escape
from tests.support.examples import examples

SIGNS = "`*_{}[]()<>#+-.!|~$^=:@&\"'\\/%,;\n\r\t\x00\x1b\u202e\u2028"
ANY_TEXT = st.text(st.characters() | st.sampled_from(SIGNS)) | st.text(st.sampled_from(SIGNS + "ab1"))
HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}
GFM = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough"])
ZERO_WIDTH = "\u200b"


@dataclass
class Shown:
    """The tags and the text of a piece of HTML."""

    tags: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Give all of it in one."""
        return "".join(self.pieces)


def shown_by(markup: str) -> Shown:
    shown = Shown()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: shown.tags.append(tag)
    parser.handle_data = shown.pieces.append
    parser.feed(markup)
    parser.close()
    return shown


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    """A renderer that lets HTML through makes one paragraph of it, in which every character stands as on a terminal."""
    page = shown_by(GFM.render("x" + escape.for_markdown(text)))
    assert page.tags == ["p"]
    wanted = "x" + escape.for_terminal(text).strip()
    assert page.text.replace(ZERO_WIDTH, "").split() == wanted.split()


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_markdown_at_the_start_of_a_line_and_in_a_cell(text: str) -> None:
    """Where a line or a table's cell starts, it starts no list, heading, code or further cell."""
    assert set(shown_by(GFM.render(escape.for_markdown(text))).tags) <= {"p"}
    table = GFM.render(f"| a | b |\n|---|---|\n| {escape.for_markdown(text)} | last |\n")
    assert shown_by(table).tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert "<td>last</td>" in table


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_markdown_of_a_sentence_has_code_and_nothing_else(text: str) -> None:
    """What stands between backticks is code, and the text is whole but for those."""
    page = shown_by(GFM.render("x" + escape.for_markdown_sentence(text)))
    assert set(page.tags) <= {"p", "code"}
    assert page.tags[0] == "p"
    wanted = escape.for_terminal(text).strip().replace("`", "")
    assert page.text.replace(ZERO_WIDTH, "").replace("`", "").split() == ("x" + wanted).split()


@given(ANY_TEXT)
@settings(max_examples=examples(200), deadline=None)
def test_markdown_code_stays_one_span(text: str) -> None:
    """A code span holds the whole text, whatever backticks are in it."""
    page = shown_by(GFM.render("x " + escape.for_markdown_code(text)))
    assert page.tags == ["p", "code"]
    assert page.text.removeprefix("x").strip() == escape.for_terminal(text).strip()


@pytest.mark.parametrize("text", ["@everyone look", "see #12", "owner/repo#12", "me@example.com"])
def test_nobody_is_mentioned(text: str) -> None:
    """A name after @ and a number after # don't stand together in what is rendered."""
    assert not re.search(r"[@#]\w", shown_by(GFM.render(escape.for_markdown(text))).text)


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_a_workflow_command_stays_one_command(text: str) -> None:
    """Neither message nor property ends its line; read back as the runner does, both say what was meant."""
    for escaped in (escape.for_workflow_data(text), escape.for_workflow_property(text)):
        assert len(escaped.splitlines()) <= 1
        assert not {unicodedata.category(character) for character in escaped} & HARMFUL
    written = escape.for_workflow_property(text)
    assert not set(written) & {":", ","}
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        written = written.replace(code, sign)
    assert written == escape.for_terminal(text)


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_a_line_of_a_log_is_no_command(text: str) -> None:
    """Printed anywhere in a runner's log, it is text: in neither of the two ways in which a command is written."""
    line = escape.for_log(text)
    assert len(line.splitlines()) <= 1
    assert "::" not in line
    assert "##[" not in line


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_xml_can_be_read_back(text: str) -> None:
    """The standard library's parser takes it in an attribute and in a body, and no character is without its code."""
    element = ET.Element("a", {"b": escape.for_xml(text)})
    element.text = escape.for_xml(text)
    again = ET.fromstring(ET.tostring(element, encoding="unicode"))
    assert (again.text or "") == escape.for_xml(text)
    assert again.get("b") == escape.for_xml(text)


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_html_makes_no_element(text: str) -> None:
    """Between tags and in an attribute of either quote, it is text; nothing invisible is left in it."""
    safe = escape.for_html(text)
    page = shown_by(f"<p title=\"{safe}\" lang='{safe}'>{safe}</p>")
    assert page.tags == ["p"]
    assert page.text == html.unescape(safe)
    assert not {unicodedata.category(character) for character in safe if character != "\n"} & HARMFUL


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('+cmd|" /C calc"!A0', '\'+cmd|" /C calc"!A0'),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("plain = text", "plain = text"),
        ("Їжак, 5 points", "Їжак, 5 points"),
        ("", ""),
    ],
)
def test_a_cell_is_no_formula(text: str, cell: str) -> None:
    """What a spreadsheet would compute gets an apostrophe; other text stays."""
    assert escape.for_csv(text) == cell


@given(ANY_TEXT)
@settings(max_examples=examples(200), deadline=None)
def test_a_cell_stays_one_cell(text: str) -> None:
    """Written by the csv module, it comes back as one cell of one line."""
    stream = io.StringIO()
    csv.writer(stream).writerow([escape.for_csv(text), "last"])
    [row] = csv.reader(io.StringIO(stream.getvalue()))
    assert row == [escape.for_csv(text), "last"]
    assert not row[0].lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    "function",
    [
        escape.for_markdown,
        escape.for_markdown_code,
        escape.for_markdown_sentence,
        escape.for_log,
        escape.for_workflow_data,
        escape.for_workflow_property,
        escape.for_xml,
        escape.for_html,
        escape.for_csv,
    ],
)
def test_a_line_of_a_megabyte_is_cut(function: Callable[[str], str]) -> None:
    """However long a text is, a report stays short."""
    assert len(function("y" * 1_000_000)) <= escape.LONG
