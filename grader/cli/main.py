"""The command `grade`: parse, call, exit. The one place where errors end and exit codes are given."""

from __future__ import annotations

import gc
import gettext
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from grader import crashes
from grader.cli.command_line import parse
from grader.i18n import Speech, language_of, speech
from grader.paths import LOCALE
from grader.reports.escape import for_terminal

INTERRUPTED = 130
LONGEST_LINE = 4000
# Most commands make little garbage, and the collector goes through all that they load, again and again.
OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code; the only place where errors end."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    words = list(sys.argv[1:] if arguments is None else arguments)
    voice = _voice(words)
    try:
        command, options = parse(words, voice)
        code = command.main(options, voice)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    # 1 would say that a submission was graded and is below the pass mark.
    except Exception as unforeseen:  # noqa: BLE001 (nothing of ours may end as a student's fail)
        error = crashes.told(unforeseen)
        said = error.said(voice.catalogue.gettext)
        # Names of files and what a child printed may stand in it.
        print("grade:", "\n".join(for_terminal(line, LONGEST_LINE) for line in said.split("\n")), file=sys.stderr)
        code = error.exit_code
    sys.exit(code)


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
