"""Every folder of `cases/` is a submission and what must be said of it.

Students work from top to bottom, so each case is judged in further forms: with the parts that come after its mistake as
stubs, and with the parts on Keras as stubs. What is said of the parts that are there is the same in all of them.
A stub changes no more than the answers to the checks that run it, which it stops. So these forms aren't run: they are
judged by what the whole submission answered, with a stub's answer in the place of those. That takes no process but those
in which a part is asked again, where running them would take one and a half seconds each. That a stub really answers like
this is seen in `test_from_top_to_bottom.py`, by submissions that are run.
"""

from __future__ import annotations

import dataclasses
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader import priority
from grader.grading import Grader
from grader.model import (
    Cause,
    CheckName,
    Evidence,
    Exercise,
    Grade,
    Observation,
    Outcome,
    PartName,
    Raised,
    Verdict,
)
from grader.reports import Page, Report, terminal
from grader.speech import speech
from grader.submission import read_submission
from tests.conftest import CASES, SEED, keras_line

FOLDERS = sorted((CASES / "linear_regression").iterdir())
# The wrong ones take minutes: each Keras takes every other one, unless somebody wants them all.
WRONG = FOLDERS if os.environ.get("EVERY_CASE") else FOLDERS[keras_line() % 2 :: 2]


def expected(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def claimed(kind: str) -> list[Any]:
    """Give the cases of one kind that claim the Keras at hand."""
    return [
        pytest.param(folder, id=folder.name)
        for folder in (WRONG if kind == "wrong" else FOLDERS)
        if kind in expected(folder) and keras_line() in expected(folder)["keras"]
    ]


def graded(folder: Path, exercise: Exercise, grader: Grader) -> Grade:
    """Return the grade of the whole submission, after the same was said of it with its later parts as stubs."""
    file = next(path for path in folder.iterdir() if path.stem == "linear_regression")
    if expected(folder).get("cause") == "timed_out" or "hang" in folder.name:
        # The student's own process is the clock's only user: three seconds are enough to be sure.
        exercise = dataclasses.replace(exercise, limits=dataclasses.replace(exercise.limits, check_s=3.0))
    submission, expecting = read_submission(file), grader.prepare(exercise, SEED)
    student = grader.observe(exercise, submission, seed=SEED, listener=silent)
    conclude = partial(grader.conclude, exercise, submission, reference=expecting.result())
    whole = conclude(student=student)
    for stubs in unwritten(expected(folder), exercise):
        half = conclude(student=with_stubs(exercise, student, stubs))
        assert_the_same_is_said(half, whole, stubs)
    return whole


def assert_the_same_is_said(half: Grade, whole: Grade, stubs: tuple[PartName, ...]) -> None:
    """Compare all that is said of checks which run none of the stubs, and which of them is said first.

    Of known mistakes that only a check which runs a stub tells apart, all are named.
    """
    calls = {check.name: {check.part, *check.calls} for check in whole.exercise.checks}
    reached = {name for name, called in calls.items() if called.isdisjoint(stubs)}
    ours, theirs = said(half, reached), said(whole, reached)
    unsure = {verdict.part for verdict in whole.verdicts if verdict.check not in reached}
    assert [nameless(verdict, unsure) for verdict in ours] == [nameless(verdict, unsure) for verdict in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert {*one.misconceptions} >= {*other.misconceptions}
    assert {name: half.by_check[name] for name in reached} == {name: whole.by_check[name] for name in reached}


def nameless(verdict: Verdict, unsure: set[PartName]) -> Verdict:
    """Return a verdict as it is at any time, and without known mistakes if its part is one of these."""
    named = () if verdict.part in unsure else verdict.misconceptions
    return dataclasses.replace(verdict, seconds=0.0, misconceptions=named)


def unwritten(case: dict[str, Any], exercise: Exercise) -> list[tuple[PartName, ...]]:
    """Return the parts after those that a case is about; and of these, the ones after the training loop."""
    parts = [part.name for part in exercise.parts]
    concerned = [parts.index(name) + 1 for name in (case.get("wrong"), *case.get("two", ())) if name]
    written = max(concerned, default=0)
    forms = {written, max(written, parts.index("training_loop") + 1)}
    return [tuple(parts[number:]) for number in sorted(forms) if 0 < number < len(parts)]


def with_stubs(exercise: Exercise, student: Evidence, stubs: tuple[PartName, ...]) -> Evidence:
    """Return a submission's evidence as it is with some parts as stubs."""
    stopped = {
        question: stub(exercise, student, next(name for name in (*check.calls, check.part) if name in stubs))
        for question in student.observations
        for check in (exercise.check(question.check),)
        if not {check.part, *check.calls}.isdisjoint(stubs)
    }
    return dataclasses.replace(student, observations={**student.observations, **stopped})


def stub(exercise: Exercise, student: Evidence, part: PartName) -> Observation:
    """Return what a stub answers; what isn't defined in a case stays so."""
    definition = exercise.definition(part)
    if definition not in student.definitions:
        return Observation(cause=Cause.MISSING, trouble=Raised("MissingDefinition", definition))
    trouble = Raised("NotImplementedError", "", student.definitions[definition].last)
    return Observation(cause=Cause.NOT_ATTEMPTED, trouble=trouble)


def said(grade: Grade, checks: set[CheckName]) -> list[Verdict]:
    """Return the verdicts on these checks, the first to look at at the top, and those that passed at the bottom."""
    passed = [verdict for verdict in grade.verdicts if verdict.outcome is Outcome.PASSED]
    return [verdict for verdict in (*priority.by_importance(grade), *passed) if verdict.check in checks]


def silent(_answered: int, _of: int) -> None:
    pass


def lost(grade: Grade) -> set[str]:
    return {name for name, points in grade.by_part.items() if points.score < points.max_score}


@pytest.mark.parametrize("folder", claimed("full"))
def test_a_correct_solution_loses_nothing(folder: Path, exercise: Exercise, grader: Grader) -> None:
    """Whatever its style, a submission that keeps the contract has full marks."""
    grade = graded(folder, exercise, grader)
    failed = [verdict for verdict in grade.verdicts if verdict.outcome is not Outcome.PASSED]
    assert not failed
    assert grade.total.score == grade.total.max_score == 100


@pytest.mark.parametrize("folder", claimed("wrong"))
def test_a_mistake_costs_its_own_part(folder: Path, exercise: Exercise, grader: Grader) -> None:
    """One mistake loses points in its part and, apart from parts that use it, only there; the report starts with it."""
    case = expected(folder)
    grade = graded(folder, exercise, grader)
    assert case["wrong"] in lost(grade)
    assert lost(grade) <= {case["wrong"], *case["affected"]}
    if "cause" in case:
        causes = {v.cause for v in grade.verdicts if v.part == case["wrong"] and v.outcome is Outcome.FAILED}
        assert {cause and cause.value for cause in causes} == {case["cause"]}
    if "named" in case and keras_line() == 3:  # the errors that Keras 2 raises tell less apart
        assert sorted({name for verdict in grade.verdicts for name in verdict.misconceptions}) == case["named"]
    definition = {part.name: part.definition for part in exercise.parts}[case["wrong"]]
    text = terminal.render(Report((grade,)), Page(speech("en")))
    headline = text[text.index("Next") :].splitlines()[1]
    assert definition in headline
    # What isn't there has no place.
    assert ("line" in headline) is not any(v.cause is Cause.MISSING for v in grade.verdicts)


@pytest.mark.parametrize("folder", claimed("two"))
def test_two_mistakes_are_two_diagnoses(folder: Path, exercise: Exercise, grader: Grader) -> None:
    """Both parts lose points and both mistakes are named; a right part between them keeps its points."""
    grade = graded(folder, exercise, grader)
    named = {v.part: name for v in grade.verdicts for name in v.misconceptions}
    assert named == expected(folder)["two"]
    assert lost(grade) == set(named)


@pytest.mark.parametrize("folder", claimed("parts"))
def test_points_by_part(folder: Path, exercise: Exercise, grader: Grader) -> None:
    """Where a case states points, those are what each part earns, and its problems are named with their traps."""
    case = expected(folder)["parts"][str(keras_line())]
    grade = graded(folder, exercise, grader)
    assert {name: points.score for name, points in grade.by_part.items()} == case["points"]
    traps = {v.trap for v in grade.verdicts if v.trap} | {p.trap for p in grade.problems if p.trap}
    assert traps == set(case["traps"])
