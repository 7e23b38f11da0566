"""Whether TensorFlow stays loaded when a command has ended, and telling of it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence

from grader import sandbox
from grader.i18n import N_, Speech
from grader.model import Grade, Isolate, Promise


def add_keep(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add `--no-keep`."""
    about = N_("keep nothing for the next command: neither TensorFlow nor answers")
    parser.add_argument("--no-keep", dest="keep", action="store_false", help=voice.say(about))


def keeps(options: argparse.Namespace) -> bool:
    """Whether TensorFlow is to stay loaded: for somebody at a terminal, or as GRADETAPE_KEEP says."""
    said = os.environ.get("GRADETAPE_KEEP", "")
    at_terminal = sys.stdout.isatty() and not os.environ.get("CI") and options.isolation != Isolate.REQUIRE
    return bool(options.keep) and (said == "1" or (said != "0" and at_terminal))


def say_what_stays(started: sandbox.Launcher, grades: Sequence[Grade], voice: Speech) -> None:
    """Tell, the first time, that TensorFlow stays loaded; it doesn't where student code could connect to its socket."""
    if not isinstance(started, sandbox.KeptServer):
        return
    if any(Promise.NO_NETWORK in grade.isolation.missing for grade in grades):
        sandbox.stop_kept()
    elif started.is_new:
        sentence = N_(
            "For ten minutes, TensorFlow stays loaded and gradetape remembers what your code returned, so your next `grade` "
            "runs only what you change. `grade stop` ends this; `--no-keep` or GRADETAPE_KEEP=0 switches it off."
        )
        # Never broken inside of an option, which is to be copied.
        lines = textwrap.wrap(voice.say(sentence), shutil.get_terminal_size().columns - 1, break_on_hyphens=False)
        sys.stderr.writelines(f"{line}\n" for line in lines)
