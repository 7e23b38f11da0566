"""Prove an exercise sound: its reference, its starter, its misconceptions and its checks against one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from grader.authoring import starters
from grader.authoring.grades import Fault, Listener, faults_of_grades
from grader.authoring.values import faults_of_values
from grader.errors import GraderError
from grader.exercise.fault import Fault as FileFault
from grader.exercise.fault import raised, refused
from grader.exercise.files import CHECKS, MATRIX, told_in
from grader.exercise.lines import placed
from grader.exercise.starters import script
from grader.grading import telling, version_traps
from grader.grading.judge import judged, mark
from grader.grading.pipeline import Grader
from grader.i18n import N_
from grader.model import (
    Check,
    CheckName,
    Evidence,
    Exercise,
    Matrix,
    Misconception,
    MisconceptionName,
    Observation,
    Outcome,
    Question,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: the checks that each misconception fails, the misconceptions that weren't asked, and the faults.

    `later` are those that each check of several draws catches on a further draw only. `matrix` is the exercise's, with what
    was seen now added.
    """

    caught: Mapping[MisconceptionName, frozenset[CheckName]]
    later: Mapping[CheckName, tuple[MisconceptionName, ...]]
    matrix: Matrix
    passed_over: tuple[MisconceptionName, ...]
    faults: tuple[Fault, ...]


def verify(
    exercise: Exercise, grader: Grader, seeds: Sequence[int], listener: Listener, *, record: bool = False
) -> Proof:
    """Grade reference and starter on every seed, and ask every misconception on the first; to record, on every seed.

    Misconceptions of another Keras than the one that is installed are passed over.
    """
    with _own_lines(exercise):
        return _proof(exercise, grader, seeds, listener, record=record)


@contextmanager
def _own_lines(exercise: Exercise) -> Iterator[None]:
    """Tell what an expectation raises as the author's fault, with the line of checks.py; raises ExerciseError."""
    try:
        yield
    except Exception as error:
        fault = raised(CHECKS, error)
        if isinstance(error, GraderError) or fault.line is None:
            raise
        folder = exercise.own_reference.folder
        raise refused(folder, told_in(folder, [fault])) from error


def _proof(exercise: Exercise, grader: Grader, seeds: Sequence[int], listener: Listener, *, record: bool) -> Proof:
    faults = [*_faults_of_starters(exercise), *faults_of_grades(exercise, grader, seeds, listener)]
    reference = grader.expected.prepare(exercise, seeds[0]).result()
    faults += _said(exercise, faults_of_values(exercise, reference))
    asked = tuple(m for m in exercise.questions.misconceptions if version_traps.under(m.keras, reference))
    written = matrix = exercise.own_reference.matrix
    for seed in reversed(seeds if record else seeds[:1]):
        doing = f"{exercise.slug}: {len(asked)} misconceptions, seed {seed}"
        listener(doing)
        reference = grader.expected.prepare(exercise, seed).result()
        questions = [q for m in asked for q in telling.questions_to(exercise, m)]
        known = grader.expected.ask(exercise, seed, questions, _percent(doing, listener))
        seen = {m.name: _evidence(exercise, m, known, reference) for m in asked}
        matrix = _with(matrix, exercise, asked, seen=seen, reference=reference)
    caught = {m.name: _caught(exercise, seen[m.name], reference) for m in asked}
    faults += _faults_of_misconceptions(exercise, asked, caught=caught, seen=seen, reference=reference, known=known)
    if written and matrix != written and not record:
        facts = {"file": MATRIX, "slug": exercise.slug}
        faults.append((N_("{file} is not up to date: run `grade verify {slug} --write`."), facts))
    passed_over = tuple(m.name for m in exercise.questions.misconceptions if m not in asked)
    return Proof(caught, _caught_later(exercise, seen, reference), matrix, passed_over, tuple(faults))


def _said(exercise: Exercise, faults: Iterable[FileFault]) -> Iterator[Fault]:
    """Yield faults with their places, as faults of files are told everywhere: in English."""
    reference = exercise.own_reference
    for fault in told_in(reference.folder, placed(faults, reference.files)):
        yield "{fault}.", {"fault": fault}


def _percent(doing: str, listener: Listener) -> Callable[[int, int], None]:
    return lambda answered, of: listener(f"{doing}: {100 * answered // of} %")


def _faults_of_starters(exercise: Exercise) -> Iterator[Fault]:
    content = starters.made(exercise)
    for path in starters.stale(content):
        yield N_("{path} is out of date. Run: grade starters {slug}"), {"path": path, "slug": exercise.slug}
    for path in (script(exercise, language) for language in exercise.outline.texts):
        if path not in content and not path.is_file():
            sentence = N_(
                "{path} is missing. Write it, or mark what is secret in the solution and run: grade starters {slug}"
            )
            yield sentence, {"path": path, "slug": exercise.slug}


def _evidence(
    exercise: Exercise, wrong: Misconception, known: Mapping[Question, Observation], reference: Evidence
) -> Evidence:
    """Return a misconception's evidence, as if a student had submitted it."""
    own = {replace(q, instead=None): known[q] for q in telling.questions_to(exercise, wrong)}
    return replace(reference, observations={**reference.observations, **own})


def _with(
    matrix: Matrix,
    exercise: Exercise,
    asked: Sequence[Misconception],
    *,
    seen: Mapping[MisconceptionName, Evidence],
    reference: Evidence,
) -> Matrix:
    """Return the matrix with what the checks of their parts make of these misconceptions; what was known before stays."""
    keras = version_traps.keras_of(reference)
    before = matrix.get(keras, {})
    marks = {
        wrong.name: {
            check.name: sorted(
                {*before.get(wrong.name, {}).get(check.name, ()), mark(judged(check, reference, seen[wrong.name]))}
            )
            for check in exercise.questions.checks
            if check.part == wrong.part
        }
        for wrong in asked
        # What is told by one value is looked for whatever else a part fails.
        if wrong.sign is None
    }
    return {**matrix, keras: marks}


def _caught(exercise: Exercise, seen: Evidence, reference: Evidence) -> frozenset[CheckName]:
    verdicts = (judged(check, reference, seen) for check in exercise.questions.checks)
    return frozenset(verdict.check for verdict in verdicts if verdict.outcome is not Outcome.PASSED)


def _caught_later(
    exercise: Exercise, seen: Mapping[MisconceptionName, Evidence], reference: Evidence
) -> Mapping[CheckName, tuple[MisconceptionName, ...]]:
    def is_later(check: Check, evidence: Evidence) -> bool:
        first, whole = (judged(one, reference, evidence) for one in (replace(check, draws=1), check))
        return first.outcome is Outcome.PASSED and whole.outcome is not Outcome.PASSED

    several = (check for check in exercise.questions.checks if check.draws > 1)
    return {
        check.name: tuple(name for name, evidence in seen.items() if is_later(check, evidence)) for check in several
    }


def _faults_of_misconceptions(
    exercise: Exercise,
    asked: Sequence[Misconception],
    *,
    caught: Mapping[MisconceptionName, frozenset[CheckName]],
    seen: Mapping[MisconceptionName, Evidence],
    reference: Evidence,
    known: Mapping[Question, Observation],
) -> Iterator[Fault]:
    fits = partial(telling.fits, known=known, reference=reference)
    for wrong in asked:
        own = {check.name for check in exercise.questions.checks if check.part == wrong.part}
        if not own & caught[wrong.name]:
            facts = {"name": wrong.name, "part": wrong.part}
            yield (
                N_("No check of {part} catches the misconception {name}: add a check, or remove the misconception."),
                facts,
            )
        if wrong.sign is not None and not fits(exercise, wrong, student=seen[wrong.name]):
            facts = {"name": wrong.name, "told_by": str(wrong.told_by)}
            yield (
                N_(
                    "{name} is to be recognized by {told_by}, but the reference has the same value there. Name "
                    "another value."
                ),
                facts,
            )
        for other in asked:
            if wrong.sign is None and other.sign is not None:
                # What fits as a whole is named, and no other.
                continue
            alike = fits(exercise, other, student=seen[wrong.name])
            if other.part == wrong.part and other.name > wrong.name and alike:
                facts = {"one": wrong.name, "other": other.name}
                yield (
                    N_(
                        "The misconceptions {one} and {other} give the same values everywhere. Drop one, or extend a "
                        "probe so that it tells them apart."
                    ),
                    facts,
                )
    needed = frozenset[str]().union(*caught.values())
    for check in exercise.questions.checks:
        if asked and check.name not in needed and check.name not in exercise.own_reference.unmissed:
            facts = {"check": check.name}
            yield (
                N_(
                    "No misconception fails {check}: add one, or explain in exercise.toml ([unmissed]) why you "
                    "keep the check."
                ),
                facts,
            )
