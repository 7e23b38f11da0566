"""Every folder of `cases/` is a submission and what must be said of it."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pytest

from grader.grading import Grader
from grader.model import Cause, Exercise, Grade, Outcome
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
    file = next(path for path in folder.iterdir() if path.stem == "linear_regression")
    if expected(folder).get("cause") == "timed_out" or "hang" in folder.name:
        # The student's own process is the clock's only user: three seconds are enough to be sure.
        exercise = dataclasses.replace(exercise, limits=dataclasses.replace(exercise.limits, check_s=3.0))
    return grader.grade(exercise, read_submission(file), seed=SEED, listener=silent)


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
