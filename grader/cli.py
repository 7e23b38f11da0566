"""The command `grade`: parse, call, exit. The one place where errors end and exit codes are given."""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from grader import doctor
from grader.commands import COMMANDS
from grader.errors import GraderError
from grader.speech import LANGUAGES, LOCALE, N_, Speech, language_of, speech

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code; the only place where a GraderError ends."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    voice = _voice(words)
    try:
        options = _parser(voice).parse_args(words if words[:1] and words[0] in COMMANDS else ["run", *words])
        code = COMMANDS[options.command].run(options, voice)
    except GraderError as error:
        print(f"grade: {error.said(voice.catalogue.gettext)}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    sys.exit(code)


def _parser(voice: Speech) -> argparse.ArgumentParser:
    say = voice.say
    parser = argparse.ArgumentParser(
        prog="grade",
        description=say(N_("Grades exercises in which you write a training loop: says what is wrong, and where.")),
    )
    parser.add_argument("--version", action="version", version=doctor.version())
    commands = parser.add_subparsers(dest="command", metavar="command")
    for name, command in COMMANDS.items():
        prog = "grade" if name == "run" else f"grade {name}"
        own = commands.add_parser(name, prog=prog, help=say(command.about), description=say(command.about))
        command.arguments(own, voice)
        own.add_argument("--lang", choices=LANGUAGES, help=say(N_("language of everything said")))
        if name == "run":
            own.add_argument("--version", action="version", version=doctor.version(), help=argparse.SUPPRESS)
            also = ", ".join(f"grade {other}" for other in COMMANDS if other != "run")
            own.epilog = say(N_("Also: {commands}. Each has its own --help."), commands=also)
    return parser


def _voice(words: Sequence[str]) -> Speech:
    """Find the language before the command line is parsed, since parsing may have something to say."""
    wish = next((after for word, after in pairwise(words) if word == "--lang"), None)
    wish = next((word.removeprefix("--lang=") for word in words if word.startswith("--lang=")), wish)
    voice = speech(wish or language_of(os.environ))
    # argparse takes its own words from the current domain.
    os.environ["LANGUAGE"] = voice.code
    gettext.bindtextdomain("grader", str(LOCALE))
    gettext.textdomain("grader")
    return voice
