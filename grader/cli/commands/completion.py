"""`grade completion SHELL`: print the script with which a shell completes what is typed after `grade`."""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab

from grader.cli.streams import write
from grader.i18n import N_, Speech

SHELLS = ("bash", "zsh", "fish", "tcsh")
# The first word may also be a file: what a shell looks for where nothing else begins so.
ALSO_FILES = {
    "bash": "complete -o bashdefault -o default -F _shtab_grade grade",
    "zsh": """\
_grade_or_file() { _shtab_grade "$@"; (( compstate[nmatches] )) || _files }
if [[ $zsh_eval_context[-1] == eval ]]; then
  compdef _grade_or_file grade
else
  (( compstate[nmatches] )) || _files
fi""",
}


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the shell."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=voice.say(N_("bash, zsh, fish or tcsh")))


def main(options: argparse.Namespace, _voice: Speech) -> int:
    """Print the script."""
    parser: argparse.ArgumentParser = options.all_commands()
    for action in _actions(parser):
        if action.type is Path:
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
    write(f"{shtab.complete(parser, options.shell)}\n{ALSO_FILES.get(options.shell, '')}\n")
    return 0


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return all arguments and options, those of commands too."""
    found = list(parser._actions)  # noqa: SLF001 (argparse has no other list of them)
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action.choices, dict):
            found += [inner for command in action.choices.values() for inner in _actions(command)]
    return found
