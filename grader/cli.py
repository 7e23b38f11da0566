"""The command `grade`: parse, call, print, exit. The one place that knows terminal, environment and exit codes."""

from __future__ import annotations

import argparse
import gettext
import os
import random
import shutil
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.status import Status

from grader import doctor, grading, sandbox, start
from grader.errors import GraderError, SubmissionError
from grader.exercise import HIDDEN, slugs
from grader.model import Outcome, Submission
from grader.reports import FORMATS, Page, Refusal, Report
from grader.speech import LANGUAGES, LOCALE, N_, Speech, language_of, speech
from grader.submission import find_submissions, read_submission

LARGEST_SEED = 1_000_000
NARROWEST, WIDEST = 60, 100
FULL = 100.0
DAY_S = 86_400
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code; the only place where a GraderError ends."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    voice = _voice(words)
    try:
        options = _parser(voice).parse_args(words if words[:1] and words[0] in COMMANDS else ["run", *words])
        code = COMMANDS[options.command](options, voice)
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


def run(options: argparse.Namespace, voice: Speech) -> int:
    """Grade each file and print one report."""
    paths = options.files or find_submissions(Path.cwd(), slugs())
    with grading.Grader(_launcher(options.isolation)) as grader, _progress(voice) as status:
        report = _graded(grader, paths, options, voice, status)
    _write(FORMATS[options.format](report, _page(options, voice)), options.output)
    return _exit_code(report, options.pass_mark)


def begin(options: argparse.Namespace, voice: Speech) -> int:
    """Copy the starters."""
    for path, copied in start.copy_starters(options.folder):
        sentence = N_("{path}: copied.") if copied else N_("{path}: already there, left as it is.")
        print(voice.say(sentence, path=path))
    print(voice.say(N_("Fill in the parts, then run `grade` in that folder.")))
    return 0


def examine(options: argparse.Namespace, voice: Speech) -> int:
    """Tell what this machine offers."""
    launcher = _launcher(options.isolation)
    try:
        print("\n".join(doctor.lines(launcher, voice)))
    finally:
        launcher.close()
    return 0


COMMANDS = {"run": run, "start": begin, "doctor": examine}


def _parser(voice: Speech) -> argparse.ArgumentParser:
    say = voice.say
    parser = argparse.ArgumentParser(
        prog="grade",
        description=say(N_("Grades exercises in which you write a training loop: says what is wrong, and where.")),
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    grade = commands.add_parser("run", help=say(N_("grade files (what `grade FILE` does)")), prog="grade")
    grade.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=say(N_("a .py or .ipynb; none: what lies here"))
    )
    grade.add_argument("--exercise", metavar="SLUG", help=say(N_("which exercise it is, if its name doesn't tell")))
    grade.add_argument(
        "--seed", type=_seed, metavar="N", help=say(N_("ask the same questions as a run with this seed"))
    )
    grade.add_argument("--format", choices=sorted(FORMATS), default="terminal", help=say(N_("how to report")))
    grade.add_argument("--output", type=Path, metavar="FILE", help=say(N_("write the report there")))
    grade.add_argument(
        "--pass-mark", type=_percent, default=FULL, metavar="PERCENT", help=say(N_("exit with 0 from this score on"))
    )
    grade.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=say(N_("most that one submission may take")))
    starter = commands.add_parser("start", help=say(N_("copy the exercises to work on")))
    starter.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR")
    checkup = commands.add_parser("doctor", help=say(N_("tell versions, and how student code is run here")))
    for command in (grade, checkup):
        levels = [level.value for level in sandbox.Isolate]
        command.add_argument(
            "--isolation",
            choices=levels,
            help=say(
                N_("require: confine student code or run nothing; auto: as far as this machine can; off: not at all")
            ),
        )
    for command in (grade, starter, checkup):
        command.add_argument("--lang", choices=LANGUAGES, help=say(N_("language of everything said")))
    grade.epilog = say(N_("Also: grade start [DIR], grade doctor. Each has its own --help."))
    parser.add_argument("--version", action="version", version=doctor.version())
    grade.add_argument("--version", action="version", version=doctor.version(), help=argparse.SUPPRESS)
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


def _launcher(isolation: str | None) -> sandbox.Launcher:
    """Start what runs student code; in CI it is confined or not run at all, unless somebody says otherwise."""
    default = sandbox.Isolate.REQUIRE if os.environ.get("CI") else sandbox.Isolate.AUTO
    return sandbox.launcher(HIDDEN, sandbox.Isolate(isolation) if isolation else default)


def _graded(
    grader: grading.Grader, paths: Sequence[Path], options: argparse.Namespace, voice: Speech, status: Status
) -> Report:
    grades, refusals = [], []
    seed = random.SystemRandom().randrange(1, LARGEST_SEED) if options.seed is None else options.seed
    for path in paths:
        try:
            submission = read_submission(path)
            exercise = grading.exercise_of(submission, options.exercise)
        except SubmissionError as error:
            refusals.append(Refusal(str(path), error.said(voice.catalogue.gettext)))
            continue
        exercise = grading.within(exercise, options.timeout)
        grades.append(grader.grade(exercise, submission, seed=seed, listener=_listener(submission, voice, status)))
    return Report(tuple(grades), tuple(refusals))


def _listener(submission: Submission, voice: Speech, status: Status) -> sandbox.Listener:
    def told(answered: int, of: int) -> None:
        status.update(
            voice.say(N_("{name}: {answered} of {of}"), name=submission.module_name, answered=answered, of=of)
        )

    return told


def _progress(voice: Speech) -> Status:
    """Show at once that something happens, where somebody may be looking; on stderr, apart from the report."""
    console = Console(stderr=True, quiet=not sys.stderr.isatty())
    return console.status(voice.say(N_("Loading TensorFlow …")))


def _page(options: argparse.Namespace, voice: Speech) -> Page:
    to_terminal = options.output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if to_terminal else 80
    encoding = "utf-8" if options.output else (sys.stdout.encoding or "ascii")
    return Page(
        speech=voice,
        width=max(NARROWEST, min(width, WIDEST)),
        colour=to_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        unicode=encoding.lower().startswith("utf"),
    )


def _write(text: str, output: Path | None) -> None:
    if output is not None:
        output.write_text(text, encoding="utf-8")
        return
    # Cyrillic on a stream that can't say it is better escaped than a traceback.
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _exit_code(report: Report, pass_mark: float) -> int:
    if any(verdict.outcome is Outcome.BROKEN for grade in report.grades for verdict in grade.verdicts):
        return 5
    if report.refusals:
        return SubmissionError.exit_code
    reached = all(FULL * grade.total.score >= pass_mark * grade.total.max_score for grade in report.grades)
    return 0 if reached else 1


def _seed(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError
    return number


def _percent(text: str) -> float:
    number = float(text)
    if not 0 <= number <= FULL:
        raise ValueError
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= DAY_S:
        raise ValueError
    return number


_seed.__name__, _percent.__name__, _seconds.__name__ = "seed", "percent", "seconds"
