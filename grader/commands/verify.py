"""`grade verify [SLUG]`: prove an exercise sound, and show which check catches which misconception."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from grader.commands import reporting
from grader.commands.command import Audience, Command, add_isolation, launcher, whole_number
from grader.errors import ExerciseError
from grader.exercise import MATRIX, find_exercise, read_exercise, slugs
from grader.model import Exercise
from grader.speech import N_, Speech
from grader.verify import Proof, verify

SEEDS = 20
MOST_SEEDS = 10_000


def _arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    say = voice.say
    parser.add_argument(
        "exercise",
        nargs="?",
        metavar="SLUG",
        help=say(N_("exercise, or folder of one (default: all that are installed)")),
    )
    parser.add_argument(
        "--seeds",
        type=whole_number(1, MOST_SEEDS),
        default=SEEDS,
        metavar="N",
        help=say(N_("number of seeds to try (default: 20)")),
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help=say(
            N_("record in {file} which check catches which misconception, so that grading needn't try them all"),
            file=MATRIX,
        ),
    )
    add_isolation(parser, voice)


def _run(options: argparse.Namespace, voice: Speech) -> int:
    exercises = [_exercise(options.exercise)] if options.exercise else [find_exercise(slug) for slug in slugs()]
    sound = True
    for exercise in exercises:
        with reporting.progress(voice, exercise.slug) as status:
            seeds = range(1, options.seeds + 1)
            proof = verify(exercise, launcher(options.isolation), seeds, status.update, record=options.write)
        if options.write:
            written = json.dumps(proof.matrix, indent=1, sort_keys=True) + "\n"
            (exercise.folder / MATRIX).write_text(written, encoding="utf-8")
        print("\n".join(_lines(exercise, proof, voice)))
        sound = sound and not proof.faults
    return 0 if sound else ExerciseError.exit_code


def _exercise(named: str) -> Exercise:
    folder = Path(named)
    return read_exercise(folder.resolve()) if (folder / "exercise.toml").is_file() else find_exercise(named)


def _lines(exercise: Exercise, proof: Proof, voice: Speech) -> Iterator[str]:
    """Give the matrix, checks across and misconceptions down, then what is to be mended."""
    for number, check in enumerate(exercise.checks, start=1):
        yield f"{number:>4}  {exercise.definition(check.part)}: {check.name}"
    yield ""
    width = max((len(name) for name in proof.caught), default=0)
    yield " " * width + "".join(f"{number:>3}" for number in range(1, len(exercise.checks) + 1))
    for wrong in exercise.misconceptions:
        if wrong.name in proof.caught:
            marks = ("  x" if check.name in proof.caught[wrong.name] else "  ." for check in exercise.checks)
            yield f"{wrong.name:<{width}}" + "".join(marks)
    yield ""
    if proof.passed_over:
        yield voice.say(
            N_("Not tried, because they are mistakes only under another version of Keras: {names}."),
            names=", ".join(proof.passed_over),
        )
    for sentence, facts in proof.faults:
        yield f"✗ {voice.say(sentence, **facts)}"
    if not proof.faults:
        yield voice.say(N_("{slug} is sound."), slug=exercise.slug)


COMMAND = Command(
    N_("Test that an exercise is sound"),
    _arguments,
    _run,
    Audience.AUTHORS,
    ("grade verify reference/my_exercise --write",),
)
