"""What was typed after `grade`: which command, with which options; and the pages of `--help`."""

from __future__ import annotations

import argparse
import shlex
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn

from rich_argparse import RawDescriptionRichHelpFormatter

from grader.cli.commands import COMMANDS, Module
from grader.cli.streams import write
from grader.errors import UsageError
from grader.i18n import N_, Speech
from grader.nearest import names_in, nearest
from grader.typed import language

WIDEST = 100
IMPLIED = "run"
# May stand before the command, too; `--lang` takes a word of its own.
GENERAL = ("-h", "--help", "--version")
EXAMPLES = (
    ("grade start", N_("get the exercises")),
    ("grade", N_("grade the exercise in this folder")),
    ("grade hint train", N_("get a hint for `train`")),
    ("grade a.ipynb --format html --output a.html", N_("write the report as a page")),
    ("grade batch submissions.zip --output week3", N_("grade a class")),
)


def parse(words: Sequence[str], voice: Speech) -> tuple[Module, argparse.Namespace]:
    """Return the command that was typed, and its options; raises UsageError, and SystemExit after `--help`."""
    first = _general_options(words)
    if first == len(words) and set(words) & set(GENERAL):
        overview(voice).parse_args(words)
    name = words[first] if first < len(words) else IMPLIED
    typed = name in COMMANDS
    parser = command_parser(name if typed else IMPLIED, voice)
    options, left = parser.read([*words[:first], *words[first + typed :]])
    if not typed and "--" not in words:
        _require_command_first(words, options.files)
        if not left or words[first] == str(next(iter(options.files), "")):
            _require_a_file(options.files)
    if left:
        parser.refuse(left)
    return COMMANDS[name if typed else IMPLIED].module(), options


def _general_options(words: Sequence[str]) -> int:
    """Count the words before the first that is no general option."""
    number = 0
    while number < len(words) and (words[number] in (*GENERAL, "--lang") or words[number].startswith("--lang=")):
        number += 2 if words[number] == "--lang" else 1
    return min(number, len(words))


def _require_command_first(words: Sequence[str], files: Sequence[Path]) -> None:
    """Raise UsageError where a command follows its options."""
    late = next((str(file) for file in files if str(file) in COMMANDS and not file.exists()), None)
    if late is not None:
        others = list(words)
        others.remove(late)
        raise UsageError("The command comes first: `{right}`.", right=shlex.join(["grade", late, *others]))


def _require_a_file(files: Sequence[Path]) -> None:
    """Raise UsageError where the first file is neither there nor named like one, as a mistyped command is."""
    if files and not files[0].exists() and files[0].name == str(files[0]) and not files[0].suffix:
        typed = files[0].name
        like = nearest(typed, (*COMMANDS, *names_in(Path())))
        if like is None:
            raise UsageError("There is no command `{typed}`. `grade --help` lists the commands.", typed=typed)
        raise UsageError("There is no command `{typed}`. Did you mean `grade {like}`?", typed=typed, like=like)


class Formatter(RawDescriptionRichHelpFormatter):
    """Lays out help, in colour on a terminal, up to a width at which lines are still easy to read."""

    # rich-argparse capitalises every word, and takes [words in brackets] for its own markup, if it is let.
    text_markup = False
    help_markup = False

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog, width=_width(), **more)

    @staticmethod
    def group_name_formatter(name: str) -> str:  # type: ignore[override]  # a function there, too, kept in a variable
        """Return a title with its first letter in upper case."""
        return name[:1].upper() + name[1:]


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST) - 1


class ShowVersion(argparse._VersionAction):  # noqa: SLF001 (what writes completion scripts knows it for an option without a value)
    """Shows the version, which is looked up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Write it to stdout and exit."""
        import importlib.metadata  # noqa: PLC0415 (a fifth of what `grade --help` would take)

        write(f"gradetape {importlib.metadata.version('gradetape')}\n")
        parser.exit()


class Parser(argparse.ArgumentParser):
    """Parses one command, and says in one sentence what is wrong with it."""

    def __init__(self, prog: str, description: str = "", **more: Any) -> None:
        text = textwrap.fill(description, _width())
        super().__init__(
            prog=prog, description=text, formatter_class=Formatter, add_help=False, allow_abbrev=False, **more
        )

    def add_general_options(self, title: str, voice: Speech) -> None:
        """Add the options that every command has."""
        group, say = self.add_argument_group(title), voice.say
        group.add_argument(
            "--lang",
            type=language(voice),
            metavar="CODE",
            help=say(N_("language, such as en or uk (default: from your locale)")),
        )
        group.add_argument("--version", action=ShowVersion, help=say(N_("show the version")))
        group.add_argument("-h", "--help", action="help", help=say(N_("show this help")))

    def name_groups(self, arguments: str, options: str) -> None:
        """Rename the two groups that argparse makes."""
        self._positionals.title, self._optionals.title = arguments, options

    def hide(self, dest: str) -> None:
        """Leave an argument out of help and completion."""
        for action in self._actions:
            action.help = argparse.SUPPRESS if action.dest == dest else action.help

    def short_usage(self) -> str:
        """Return the usage with every argument, and of the options those that can't be left out."""
        return " ".join([self.prog, "[OPTIONS]", *self._needed()])

    def _needed(self) -> Iterator[str]:
        forms = {argparse.OPTIONAL: "[{}]", argparse.ZERO_OR_MORE: "[{} ...]"}
        for action in self._actions:
            if action.required and action.option_strings:
                yield f"{action.option_strings[0]} {action.metavar}"
            elif not action.option_strings:
                yield forms.get(str(action.nargs), "{}").format(action.metavar)

    def read(self, words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """Return what was typed, and the words left over; options may stand between files, but for those after `--`."""
        # argparse takes what follows `--` for options, too, where it lets both be mixed.
        return self.parse_known_args(words) if "--" in words else self.parse_known_intermixed_args(words)

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """Raise UsageError about words that the command doesn't take."""
        typed = next((word.partition("=")[0] for word in words if word.startswith("-")), words[0])
        facts = {"typed": typed, "command": self.prog}
        if not typed.startswith("-"):
            raise UsageError("`{typed}` is one argument too many. See `{command} --help`.", **facts)
        like = nearest(typed, self._option_string_actions)
        if like is None:
            raise UsageError("`{command}` has no option `{typed}`. See `{command} --help`.", **facts)
        raise UsageError("`{command}` has no option `{typed}`. Did you mean `{like}`?", like=like, **facts)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with what argparse found."""
        raise UsageError("{message}. See `{command} --help`.", message=message, command=self.prog)

    def print_help(self, file: Any = None) -> None:  # noqa: ARG002 (argparse's signature; it names no file)
        """Print the help, in characters that stdout can say."""
        write(self.format_help())


def command_parser(name: str, voice: Speech) -> Parser:
    """Return the parser of one command."""
    command, say = COMMANDS[name], voice.say
    parser = Parser(f"grade {name}", f"{say(command.about)}.")
    parser.name_groups(say(N_("Arguments")), say(N_("Options")))
    command.module().arguments(parser, voice)
    parser.add_general_options(say(N_("General options")), voice)
    # For `grade completion`, which needs to know of all commands.
    parser.set_defaults(all_commands=partial(all_commands, voice))
    parser.usage = parser.short_usage()
    if command.examples:
        parser.add_argument_group(say(N_("Examples")), "\n".join(command.examples))
    return parser


def all_commands(voice: Speech) -> Parser:
    """Return one parser of everything that can be typed, for shells to complete."""
    parser = Parser("grade")
    commands = parser.add_subparsers(dest="command")
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, prog=f"grade {name}", help=voice.say(command.about))
        command.module().arguments(own, voice)
        own.add_general_options("", voice)
    # `grade FILE` takes the options of `grade run FILE`; a shell itself looks for files where no command fits.
    COMMANDS[IMPLIED].module().arguments(parser, voice)
    parser.hide("files")
    parser.add_general_options("", voice)
    return parser


def overview(voice: Speech) -> Parser:
    """Return the parser whose help is that of `grade --help`: every command, by who needs it."""
    say = voice.say
    parser = Parser("grade", say(N_("Grade training-loop exercises: see what is wrong, where, and what to fix first.")))
    parser.usage = "grade [COMMAND] [OPTIONS] [FILE ...]"
    for audience, names in groupby(COMMANDS, key=lambda name: COMMANDS[name].audience):
        group = parser.add_argument_group(say(audience.value))
        for name in names:
            # argparse lays commands out in groups only where they look like arguments; these are never parsed.
            group.add_argument(name, nargs="?", help=say(COMMANDS[name].about))
    parser.add_general_options(say(N_("Options")), voice)
    note = say(N_("`grade FILE` is short for `grade run FILE`. Each command has its own help: `grade COMMAND --help`."))
    longest = max(len(example) for example, _ in EXAMPLES)
    lines = "\n".join(f"{example:{longest}}  {say(words)}" for example, words in EXAMPLES)
    parser.add_argument_group(say(N_("Examples")), lines)
    parser.epilog = textwrap.fill(note, _width())
    return parser
