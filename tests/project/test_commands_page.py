"""Every command and option that a page names is one that can be typed, and every one that can be typed is on a page."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest

from grader.cli.command_line import IMPLIED, command_parser
from grader.cli.commands import COMMANDS
from grader.i18n import speech
from tests.support.paths import ROOT

COMMANDS_PAGE = ROOT / "docs" / "commands.md"
PAGES = (
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "exercises").glob("*/*/README.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
    *sorted((ROOT / "tests" / "cases").glob("*.md")),
    *sorted((ROOT / ".github").rglob("*.md")),
    *sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")),
)
BLOCK = re.compile(r"(?ms)^ *```(\w*)\n(.*?)^ *```$")
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
# `grade` as a command: at the start of a line, after what begins another command, or by its path in an environment.
GRADE = re.compile(r"(?:^|[;&|(] ?|\.venv/bin/)grade(?![\w./-])([^;&|)#]*)")
# Options that stand alone on a page and are another program's, with the program.
OTHERS = {"--built": "pytest", "--junitxml": "pytest"}
# A name that a reader puts something in the place of: FILE, SLUG, N, [SLUG or folder].
PLACEHOLDER = re.compile(r"[A-Z]+|\[.*|\.\.\.")


@cache
def options_of(command: str) -> Mapping[str, argparse.Action]:
    """Give every option that a command takes, by each of its names."""
    return dict(command_parser(command, speech("en"))._option_string_actions)  # noqa: SLF001 (argparse has no other list)


def shown(text: str) -> Iterator[str]:
    """Yield what a page shows as code: lines of shell, and what stands between backticks outside of any block."""
    for language, lines in BLOCK.findall(text):
        if language in {"sh", "text"}:
            yield from lines.replace("\\\n", "").splitlines()
    for code in INLINE.findall(BLOCK.sub("", text)):
        yield " ".join(code.replace("\\|", "or").split())


def faults(code: str) -> Iterator[str]:
    """Yield what can't be typed of a piece of code: a command or an option of `grade` that doesn't exist."""
    if code.startswith("--"):
        if not any(
            code.split(maxsplit=1)[0].partition("=")[0] in known for known in (*map(options_of, COMMANDS), OTHERS)
        ):
            yield f"no command has {code}"
        return
    for match in GRADE.finditer(code):
        words = match[1].split()
        named = words and re.fullmatch(r"[a-z][a-z-]*", words[0])
        if named and words[0] not in COMMANDS:
            yield f"{code}: there is no command {words[0]}"
        else:
            yield from wrong_options(words[0] if named else IMPLIED, words)


def wrong_options(command: str, words: list[str]) -> Iterator[str]:
    """Yield the options that a command doesn't have, and the values that one doesn't take."""
    for word, following in zip_longest(words, words[1:], fillvalue="..."):
        name, _, value = word.strip("[]").partition("=")
        if not name.startswith("-"):
            continue
        if name not in options_of(command):
            yield f"grade {command} has no option {name}"
            continue
        choices = options_of(command)[name].choices
        typed = value or following
        if choices is not None and typed not in choices and not PLACEHOLDER.fullmatch(typed):
            yield f"grade {command} {name} doesn't take {typed}"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("--feedback", False),
        ("--feedbck hints", True),
        ("--seed=7", False),
        ("grade", False),
        ("grade FILE --format html", False),
        ("grade a.py --format pdf", True),
        ("grade strat", True),
        ("grade batch a.zip --output b --fresh", False),
        ("grade watch --fresh", True),
        ("grade kit DIR --seeds N", False),
        ("python3 -m venv .venv && .venv/bin/grade a.ipynb --pass-mrk 50", True),
        ('eval "$(grade completions bash)"', True),
        ("grade.yml", False),
    ],
)
def test_what_counts_as_wrong(code: str, wrong: bool) -> None:
    """A mistyped command, option or value is found wherever it stands; placeholders and files are neither."""
    assert bool(list(faults(code))) is wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_can_be_typed(page: Path) -> None:
    """Each command, option and value that a page shows exists."""
    assert not [fault for code in shown(page.read_text(encoding="utf-8")) for fault in faults(code)]


def test_pages_name_every_command() -> None:
    """Outside of the reference page and the changelog, too, each command is shown at least once."""
    pages = [page for page in PAGES if page not in {COMMANDS_PAGE, ROOT / "CHANGELOG.md"}]
    found = [
        match[1].split() for page in pages for code in shown(page.read_text("utf-8")) for match in GRADE.finditer(code)
    ]
    assert {words[0] for words in found if words} >= set(COMMANDS) - {IMPLIED}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_on_the_reference_page(command: str) -> None:
    """The section of a command, or that of all commands, has a row for each option that can be typed."""
    text = COMMANDS_PAGE.read_text(encoding="utf-8")
    own = text.partition(f"\n### grade {command}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
    general = text.partition("\n## Options of every command\n")[2]
    typed = re.findall(r"(?m)^\| `([^`]*)`", own + general)
    rows = {name for row in typed for name in re.findall(r"(?<!\S)--?[a-z][\w-]*", row)}
    assert rows == set(options_of(command))


def test_the_reference_page_is_what_the_parsers_say() -> None:
    """The page was made from the parsers as they are now."""
    tool = [sys.executable, ROOT / "tools" / "make_commands.py", "--check"]
    result = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
