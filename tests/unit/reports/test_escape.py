"""What students wrote is shown on a terminal without doing anything to it."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.reports.escape import for_terminal
from tests.support.examples import examples

HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Any character, halves of surrogate pairs included, and those that do harm more often than chance would have it.
ANY_TEXT = st.text(st.characters() | st.characters(categories=sorted(HARMFUL)))


@given(ANY_TEXT)
@settings(max_examples=examples(300), deadline=None)
def test_no_character_of_any_text_does_anything(text: str) -> None:
    """What comes out is one line that any UTF-8 stream takes, without control, format or surrogate characters."""
    shown = for_terminal(text)
    assert not {unicodedata.category(character) for character in shown} & HARMFUL
    assert shown.encode("utf-8").decode("utf-8") == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]52;c;cm0gLXJm\x07", r"\x1b]52;c;cm0gLXJm\x07"),
        ("\x9b31m\x90\x9c", r"\x9b31m\x90\x9c"),
        ("a\x00b\x08c\x7f", r"a\x00b\x08c\x7f"),
        ("\u202eevil\u202c \u2066x\u2069 \u200f\u061c", r"\u202eevil\u202c \u2066x\u2069 \u200f\u061c"),
        ("zero\u200bwidth\ufeff\u00ad", r"zero\u200bwidth\ufeff\xad"),
        ("\ud800 and \udfff", r"\ud800 and \udfff"),
        ("\ue000 \U000f0000", r"\ue000 \U000f0000"),
        ("\u0378", r"\u0378"),
    ],
)
def test_what_would_act_is_written_out(text: str, shown: str) -> None:
    """Escape sequences, marks that turn the reading direction, and what nobody can see, show as their codes."""
    assert for_terminal(text) == shown


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_lines_become_one(end: str) -> None:
    """Whatever ends a line becomes a space, so that no text can look like a line of the report."""
    assert for_terminal(f"one{end}two{end}") == "one two"


def test_a_tab_is_a_space() -> None:
    """A tab doesn't move the columns."""
    assert for_terminal("a\tb") == "a b"


@pytest.mark.parametrize("text", ["", "x = 1", "Їжак “naïve” 数 😀 é"])
def test_plain_text_stays(text: str) -> None:
    """Letters of any alphabet, signs and pictures stay as they are."""
    assert for_terminal(text) == text


def test_long_text_is_cut() -> None:
    """A text of as many characters as may be shown stays; of a longer one that many are shown, the last a sign of it."""
    assert for_terminal("x" * 10, 10) == "x" * 10
    assert for_terminal("x" * 11, 10) == "x" * 9 + "…"
    assert len(for_terminal("y" * 100_000)) == 400


def test_what_python_calls_printable_is_shown() -> None:
    """A line of such characters alone is shown as it is, without a look at each of them."""
    hidden = {*HARMFUL, "Co", "Cn"}
    assert not [
        one for one in map(chr, range(sys.maxunicode + 1)) if one.isprintable() and unicodedata.category(one) in hidden
    ]
