"""The options of a report, and its way out: to stdout, to a file, and in GitHub Actions to the runner's own files."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path

from rich.status import Status
from rich.text import Text

from grader import sandbox
from grader.cli.streams import write
from grader.errors import UsageError
from grader.feedback.hints import looking
from grader.feedback.visibility import Feedback, withhold
from grader.i18n import N_, Speech
from grader.model import Grade, Submission
from grader.reports import FORMATS, Page, Report, alphabet, classroom50, github, gradescope

NARROWEST, WIDEST = 60, 100


def add_report(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add what says how a report is made, and where it goes."""
    say = voice.say
    about = N_("format of the report: {names} (default: terminal; in GitHub Actions: github)")
    names = sorted(FORMATS)
    parser.add_argument("--format", choices=names, metavar="NAME", help=say(about, names=", ".join(names)))
    parser.add_argument("--all", action="store_true", help=say(N_("show every failed check in full")))
    about_verbose = N_("also show versions, and how the code was confined")
    parser.add_argument("--verbose", action="store_true", help=say(about_verbose))
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help=say(N_("write the report to FILE instead of printing it"))
    )
    parser.add_argument(
        "--feedback",
        choices=[level.value for level in Feedback],
        help=say(
            N_(
                "full: everything; hints: no expected values; score: only points (default: hints if the seed comes from GRADETAPE_SEED, otherwise full)"
            )
        ),
    )
    parser.add_argument(
        "--visibility",
        choices=gradescope.VISIBILITIES,
        help=say(N_("when students see the results; only with `--format gradescope`")),
    )


def page(options: argparse.Namespace, feedback: Feedback, voice: Speech) -> Page:
    """Return where the report is read, with all that it needs to know of the world."""
    to_terminal = options.output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if to_terminal else 80
    return Page(
        speech=voice,
        width=max(NARROWEST, min(width, WIDEST)),
        colour=to_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        unicode=options.output is not None or alphabet.is_unicode(sys.stdout.encoding, os.environ),
        everything=options.all,
        verbose=options.verbose,
        has_options=True,
        feedback=feedback.value,
        visibility=options.visibility or "visible",
        now=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        token=secrets.token_hex(16),
        facts={name: os.environ[name] for name in classroom50.FACTS.values() if name in os.environ},
    )


def full_page(voice: Speech) -> Page:
    """Return the same of stdout, for commands that have no other way out and keep nothing back."""
    return page(argparse.Namespace(output=None, visibility=None, all=True, verbose=False), Feedback.FULL, voice)


def format_of(options: argparse.Namespace, environment: Mapping[str, str]) -> str:
    """Return the format asked for; in a step of GitHub Actions its own, where the report goes into the log.

    Raises UsageError where an option doesn't go with it.
    """
    in_a_step = environment.get("GITHUB_ACTIONS") == "true" and options.output is None
    name = str(options.format or ("github" if in_a_step else "terminal"))
    if options.visibility and name != "gradescope":
        raise UsageError("--visibility works only with --format gradescope.")
    return name


def listener(submission: Submission, voice: Speech, status: Status) -> sandbox.Listener:
    """Return how far a run has come."""

    def told(answered: int, of: int) -> None:
        status.update(
            voice.say(N_("{name}: {answered} of {of}"), name=submission.module_name, answered=answered, of=of)
        )

    return told


def judged(voice: Speech, feedback: Feedback, status: Status) -> Callable[[Grade], None]:
    """Tell what fails first, while its mistake is looked for; nothing that the report withholds."""

    def told(grade: Grade) -> None:
        sentence = looking(voice, withhold(grade, feedback))
        if sentence:
            status.update(Text(sentence))

    return told


def progress(voice: Speech, doing: str | None = None) -> Status:
    """Show at once what is being done, where somebody may be looking; on stderr, apart from the report."""
    console = alphabet.console(sys.stderr, os.environ, quiet=not sys.stderr.isatty())
    unicode = alphabet.is_unicode(sys.stderr.encoding, os.environ)
    doing = alphabet.drawn(doing or voice.say(N_("Loading TensorFlow …")), unicode=unicode)
    return console.status(doing, spinner="dots" if unicode else "line")


def publish(report: Report, page: Page, name: str, output: Path | None) -> None:
    """Write the report in the format of that name where it was asked for; raises UsageError if a file can't be written."""
    write(FORMATS[name](report, page), output)
    if name == "github":
        _append(os.environ.get("GITHUB_STEP_SUMMARY"), github.summary(report, page))
        _append(os.environ.get("GITHUB_OUTPUT"), github.outputs(report, page))


def _append(path: str | None, text: str) -> None:
    """Append to a file of the runner's; outside a runner there is none."""
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError("{path}: can't be written ({error}).", path=path, error=error.strerror) from error
