"""`grade verify [SLUG]`: prove an exercise sound, and show which check catches which misconception."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from rich.status import Status

from grader.authoring.grades import Fault, Listener
from grader.authoring.memory import Memory
from grader.authoring.verify import Proof, verify
from grader.cli import output
from grader.cli.options import add_authors_exercise, add_isolation, authors_course, authors_exercises, launcher
from grader.cli.streams import tell
from grader.errors import ExerciseError
from grader.exercise.course import Course, around
from grader.exercise.files import MATRIX
from grader.grading.pipeline import Grader
from grader.grading.telling import questions_to
from grader.i18n import N_, Speech
from grader.model import CheckName, Exercise, Matrix, MisconceptionName
from grader.typed import whole_number
from grader.watch.saves import Saves

SEEDS = 20
SEED = 1
TICK_S = 0.1
MOST_SEEDS = 10_000
ONE_DRAW = N_("The first draw of {check} catches every misconception that its further draws catch: draws=1 is enough.")


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add the exercises, and how thoroughly they are tested."""
    say = voice.say
    add_authors_exercise(parser, voice)
    parser.add_argument(
        "--seeds",
        type=whole_number(voice, 1, MOST_SEEDS),
        default=SEEDS,
        metavar="N",
        help=say(N_("number of seeds to try (default: 20)")),
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help=say(
            N_("record in {file} which checks catch which misconceptions, so that grading tries fewer of them"),
            file=MATRIX,
        ),
    )
    about = N_("test with one seed each time you save a file of the exercise, and show what is broken")
    parser.add_argument("--watch", action="store_true", help=say(about))
    add_isolation(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Test exercises, and return whether all are sound."""
    course = authors_course(options)
    if options.watch:
        return _watch(course, options, voice)
    sound = True
    for exercise in authors_exercises(course, options.exercise):
        with output.progress(voice, exercise.slug) as status, Grader(launcher(course, options.isolation)) as grader:
            proof = verify(
                exercise, grader, range(1, options.seeds + 1), _telling(status, exercise), record=options.write
            )
        if options.write:
            (exercise.own_reference.folder / MATRIX).write_text(written(proof.matrix), encoding="utf-8", newline="\n")
        print("\n".join(_lines(exercise, proof, voice)))
        sound = sound and not proof.faults
    return 0 if sound else ExerciseError.exit_code


def _telling(status: Status, exercise: Exercise) -> Listener:
    """Return what tells of the progress: in place on a terminal, and elsewhere a line for each tenth of it."""
    told = set[str]()

    def tell_once(doing: str) -> None:
        status.update(doing)
        stage = re.sub(r"\d %$", "0 %", doing)
        if not sys.stderr.isatty() and stage not in told:
            told.add(stage)
            tell(stage)

    tell_once(exercise.slug)
    return tell_once


def _watch(course: Course, options: argparse.Namespace, voice: Speech) -> int:
    """Test an exercise with one seed on every save, until somebody ends it; what a change can't have changed isn't run."""
    with Grader(launcher(course, options.isolation)) as grader:
        memory, saves = Memory(), Saves(lambda: _newest(course, options.exercise))
        while True:
            if saves.saved(time.monotonic()):
                print(voice.say(N_("{path} was saved."), path=saves.path and saves.path.name))
                print("\n".join(_round(course, options.exercise, grader, memory, voice)), flush=True)
            time.sleep(TICK_S)


def _newest(course: Course, named: str | None) -> Path | None:
    """Return the file of the course, or of one exercise, that was saved last."""
    folder = Path(named or "").resolve()
    # What was named may be a folder, also one of another course.
    own = course if named is None or named in course.slugs else around(folder) or course
    folders = [own.folder / kind / (folder.name if named else "") for kind in ("reference", "exercises")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name != MATRIX]
    return max(files, key=lambda path: path.stat().st_mtime_ns, default=None)


def _round(course: Course, named: str | None, grader: Grader, memory: Memory, voice: Speech) -> Iterator[str]:
    """Yield what is broken now."""
    try:
        exercises = authors_exercises(course, named)
        for exercise in exercises:
            asked = tuple(q for m in exercise.questions.misconceptions for q in questions_to(exercise, m))
            grader.expected.take_up(exercise, SEED, memory.known(exercise, SEED, asked))
            with output.progress(voice, exercise.slug) as status:
                proof = verify(exercise, grader, (SEED,), _telling(status, exercise))
            memory.keep(exercise, SEED, grader.expected.ask(exercise, SEED, ()))
            yield from _of_proof(exercise, proof, voice)
    except ExerciseError as error:
        yield f"✗ {error.said(voice.catalogue.gettext)}"


def _of_proof(exercise: Exercise, proof: Proof, voice: Speech) -> Iterator[str]:
    """Yield the faults alone; where there are none, what is left to do."""
    yield from (f"✗ {_said(fault, voice)}" for fault in proof.faults)
    if not proof.faults:
        sentence = N_("{slug} is sound with one seed. Before students get it, run: grade verify {slug}")
        yield voice.say(sentence, slug=exercise.slug)


def written(matrix: Matrix) -> str:
    """Return a matrix as JSON with one line per misconception, so that a diff shows which of them changed."""
    versions = (f" {json.dumps(keras)}: {_by_line(seen)}" for keras, seen in sorted(matrix.items()))
    return "{\n" + ",\n".join(versions) + "\n}\n"


def _by_line(seen: Mapping[MisconceptionName, Mapping[CheckName, Collection[str]]]) -> str:
    lines = (f"  {json.dumps(name)}: {json.dumps(marks, sort_keys=True)}" for name, marks in sorted(seen.items()))
    return "{\n" + ",\n".join(lines) + "\n }"


def _said(fault: Fault, voice: Speech) -> str:
    sentence, facts = fault
    return voice.say(
        sentence, **{name: _said(fact, voice) if isinstance(fact, tuple) else fact for name, fact in facts.items()}
    )


def _lines(exercise: Exercise, proof: Proof, voice: Speech) -> Iterator[str]:
    """Yield the matrix, checks across and misconceptions down, then what is to be mended."""
    for number, check in enumerate(exercise.questions.checks, start=1):
        yield f"{number:>4}  {exercise.outline.definition(check.part)}: {check.name}"
    yield ""
    width = max((len(name) for name in proof.caught), default=0)
    yield " " * width + "".join(f"{number:>3}" for number in range(1, len(exercise.questions.checks) + 1))
    for wrong in exercise.questions.misconceptions:
        if wrong.name in proof.caught:
            marks = ("  x" if check.name in proof.caught[wrong.name] else "  ." for check in exercise.questions.checks)
            yield f"{wrong.name:<{width}}" + "".join(marks)
    yield ""
    if proof.passed_over:
        yield voice.say(
            N_("Not tried, because they are mistakes only with another version of Keras: {names}."),
            names=", ".join(proof.passed_over),
        )
    for asked, names in proof.later.items():
        sentence = N_("Only further draws of {check} catch: {names}.") if names else ONE_DRAW
        yield voice.say(sentence, check=asked, names=", ".join(names))
    for fault in proof.faults:
        yield f"✗ {_said(fault, voice)}"
    if not proof.faults:
        yield voice.say(N_("{slug} is sound."), slug=exercise.slug)
