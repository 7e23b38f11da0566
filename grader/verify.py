"""Prove an exercise sound: its reference, its starter, its misconceptions and its checks against one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from grader import diagnosis, sandbox
from grader.exercise import LANGUAGES, MATRIX
from grader.grading import Grader
from grader.judge import judged, mark
from grader.model import (
    CheckName,
    Evidence,
    Exercise,
    Grade,
    Matrix,
    Misconception,
    MisconceptionName,
    Observation,
    Outcome,
    Question,
    Submission,
)
from grader.speech import N_
from grader.starters import script
from grader.submission import read_submission

Fault = tuple[str, Mapping[str, object]]
"""A sentence that says what to mend, and its facts."""
Listener = Callable[[str], None]
"""Told what is looked at now."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: the checks that each misconception fails, the misconceptions that weren't asked, and the faults.

    `matrix` is the exercise's, with what was seen now added.
    """

    caught: Mapping[MisconceptionName, frozenset[CheckName]]
    matrix: Matrix
    passed_over: tuple[MisconceptionName, ...]
    faults: tuple[Fault, ...]


def verify(
    exercise: Exercise, launcher: sandbox.Launcher, seeds: Sequence[int], listener: Listener, *, record: bool = False
) -> Proof:
    """Grade reference and starter on every seed, and ask every misconception on the first; to record, on every seed.

    Misconceptions of another Keras than the one that is installed are passed over.
    """
    with Grader(launcher) as grader:
        faults = list(_faults_of_grades(exercise, grader, seeds, listener))
        reference = grader.prepare(exercise, seeds[0]).result()
        asked = tuple(m for m in exercise.misconceptions if diagnosis.under(m.keras, reference))
        matrix = exercise.matrix
        for seed in reversed(seeds if record else seeds[:1]):
            listener(f"{exercise.slug}: {len(asked)} misconceptions, seed {seed}")
            reference = grader.prepare(exercise, seed).result()
            known = grader.ask(exercise, seed, [q for m in asked for q in diagnosis.questions_to(exercise, m)])
            seen = {m.name: _evidence(exercise, m, known, reference) for m in asked}
            matrix = _with(matrix, exercise, asked, seen=seen, reference=reference)
    caught = {m.name: _caught(exercise, seen[m.name], reference) for m in asked}
    faults += _faults_of_misconceptions(exercise, asked, caught=caught, seen=seen, reference=reference, known=known)
    if exercise.matrix and matrix != exercise.matrix and not record:
        facts = {"file": MATRIX, "slug": exercise.slug}
        faults.append((N_("{file} is not up to date: run `grade verify {slug} --write`."), facts))
    passed_over = tuple(m.name for m in exercise.misconceptions if m not in asked)
    return Proof(caught, matrix, passed_over, tuple(faults))


def _faults_of_grades(exercise: Exercise, grader: Grader, seeds: Sequence[int], listener: Listener) -> Iterator[Fault]:
    starters = {language: read_submission(script(exercise, language)) for language in LANGUAGES}
    for seed in seeds:
        listener(f"{exercise.slug}: seed {seed}")
        whole = _graded(grader, exercise, exercise.solution, seed)
        for verdict in whole.verdicts:
            if verdict.outcome is not Outcome.PASSED:
                facts = {"check": verdict.check, "seed": seed}
                yield N_("The reference does not pass {check} with seed {seed}: fix solution.py or the check."), facts
        for language, starter in starters.items():
            for verdict in _graded(grader, exercise, starter, seed).verdicts:
                if verdict.outcome is Outcome.PASSED:
                    facts = {"language": language, "check": verdict.check, "seed": seed}
                    yield (
                        N_("The starter ({language}) passes {check} with seed {seed}: it earns points for nothing."),
                        facts,
                    )


def _graded(grader: Grader, exercise: Exercise, submission: Submission, seed: int) -> Grade:
    return grader.grade(exercise, submission, seed=seed, listener=lambda _answered, _of: None)


def _evidence(
    exercise: Exercise, wrong: Misconception, known: Mapping[Question, Observation], reference: Evidence
) -> Evidence:
    """Give a misconception's evidence, as if a student had handed it in."""
    own = {replace(q, instead=None): known[q] for q in diagnosis.questions_to(exercise, wrong)}
    return replace(reference, observations={**reference.observations, **own})


def _with(
    matrix: Matrix,
    exercise: Exercise,
    asked: Sequence[Misconception],
    *,
    seen: Mapping[MisconceptionName, Evidence],
    reference: Evidence,
) -> Matrix:
    """Give the matrix with what the checks of their parts make of these misconceptions; what was known before stays."""
    keras = diagnosis.keras_of(reference)
    before = matrix.get(keras, {})
    marks = {
        wrong.name: {
            check.name: sorted(
                {*before.get(wrong.name, {}).get(check.name, ()), mark(judged(check, reference, seen[wrong.name]))}
            )
            for check in exercise.checks
            if check.part == wrong.part
        }
        for wrong in asked
        # What is told by one value is looked for whatever else a part fails.
        if wrong.sign is None
    }
    return {**matrix, keras: marks}


def _caught(exercise: Exercise, seen: Evidence, reference: Evidence) -> frozenset[CheckName]:
    verdicts = (judged(check, reference, seen) for check in exercise.checks)
    return frozenset(verdict.check for verdict in verdicts if verdict.outcome is not Outcome.PASSED)


def _faults_of_misconceptions(
    exercise: Exercise,
    asked: Sequence[Misconception],
    *,
    caught: Mapping[MisconceptionName, frozenset[CheckName]],
    seen: Mapping[MisconceptionName, Evidence],
    reference: Evidence,
    known: Mapping[Question, Observation],
) -> Iterator[Fault]:
    fits = partial(diagnosis.fits, known=known, reference=reference)
    for wrong in asked:
        own = {check.name for check in exercise.checks if check.part == wrong.part}
        if not own & caught[wrong.name]:
            facts = {"name": wrong.name, "part": wrong.part}
            yield (
                N_("No check of {part} catches the misconception {name}: add a check, or remove the misconception."),
                facts,
            )
        if wrong.sign is not None and not fits(exercise, wrong, student=seen[wrong.name]):
            facts = {"name": wrong.name, "told_by": str(wrong.told_by)}
            yield (
                N_("The reference gives {told_by}, by which {name} is told, the same value: name another value."),
                facts,
            )
        for other in asked:
            if wrong.sign is None and other.sign is not None:
                # What fits as a whole is named, and no other.
                continue
            alike = fits(exercise, other, student=seen[wrong.name])
            if other.part == wrong.part and other.name > wrong.name and alike:
                facts = {"one": wrong.name, "other": other.name}
                yield N_("{one} and {other} give the same evidence: drop one, or let a probe tell them apart."), facts
    needed = frozenset[str]().union(*caught.values())
    for check in exercise.checks:
        if asked and check.name not in needed and check.name not in exercise.unmissed:
            facts = {"check": check.name}
            yield (
                N_("No misconception fails {check}: add one, or say in exercise.toml ([unmissed]) why it stays."),
                facts,
            )
