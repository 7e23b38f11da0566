"""Write docs/commands.md: every command and every option, from the parsers that read what is typed.

python tools/make_commands.py            write it
python tools/make_commands.py --check    exit with 1 if it isn't what the parsers say
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from grader.cli.command_line import EXAMPLES, Parser, command_parser
from grader.cli.commands import COMMANDS, Command
from grader.i18n import speech

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
ENGLISH = speech("en")
GENERAL = "General options"
HEAD = """\
<!-- Written by tools/make_commands.py from the program's own help. Change the help, and run `poe generate`. -->

# Commands and options

`grade COMMAND --help` says the same in your terminal, also in Ukrainian (`--lang uk`). `grade FILE` is short for
`grade run FILE`. Options may stand anywhere after the command.
"""
GENERAL_HEAD = """\
## Options of every command

These may stand before the command, too.
"""


def page() -> str:
    """Return the whole page."""
    sections = [HEAD, *_in_short()]
    for audience, names in groupby(COMMANDS, key=lambda name: COMMANDS[name].audience):
        sections.append(f"## {ENGLISH.say(audience.value)}\n")
        sections += [_section(COMMANDS[name]) for name in names]
    first = command_parser(next(iter(COMMANDS)), ENGLISH)
    sections += [GENERAL_HEAD, _table("option", _arguments(first, general=True))]
    return "\n".join(sections)


def _in_short() -> Iterator[str]:
    """Yield the examples with which `grade --help` ends."""
    longest = max(len(line) for line, _ in EXAMPLES)
    lines = "".join(f"{line:{longest}}   # {ENGLISH.say(words)}\n" for line, words in EXAMPLES)
    yield f"```text\n{lines}```\n"


def _section(command: Command) -> str:
    """Return what is said of one command: what it does, how it is typed, its arguments and options, and examples."""
    parser = command_parser(command.name, ENGLISH)
    text = [f"### grade {command.name}\n", f"{ENGLISH.say(command.about)}.\n", f"```text\n{parser.usage}\n```\n"]
    rows = list(_arguments(parser, general=False))
    if rows:
        text.append(_table("argument or option", rows))
    if command.examples:
        text.append("Examples:\n\n```text\n" + "\n".join(command.examples) + "\n```\n")
    return "\n".join(text)


def _arguments(parser: Parser, *, general: bool) -> Iterator[tuple[str, str]]:
    """Yield each argument as it is typed, with what it does: those of every command, or the command's own."""
    # argparse has no other list of what a parser takes, and no other way to what help says of it.
    formatter = argparse.HelpFormatter(parser.prog)
    for group in parser._action_groups:  # noqa: SLF001
        if (group.title == ENGLISH.say(GENERAL)) is general:
            for action in group._group_actions:  # noqa: SLF001
                yield _typed(action, formatter), formatter._expand_help(action)  # noqa: SLF001


def _typed(action: argparse.Action, formatter: argparse.HelpFormatter) -> str:
    """Return how an argument is typed: `FILE`, `--seed N`, `-h, --help`."""
    names = ", ".join(action.option_strings)
    if not names:
        return str(action.metavar or action.dest)
    value = "" if action.nargs == 0 else formatter._format_args(action, action.dest.upper())  # noqa: SLF001
    return f"{names} {value}".strip()


def _table(head: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return rows as a table in Markdown."""
    lines = [f"| {head} | what it is |", "|---|---|"]
    lines += [f"| `{_cell(typed)}` | {_cell(about)} |" for typed, about in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Return a text that ends no cell of a table."""
    return text.replace("|", "\\|")


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    made = page()
    if not parser.parse_args().check:
        PAGE.write_text(made, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made:
        print(f"out of date: {PAGE.name}; run python tools/make_commands.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
