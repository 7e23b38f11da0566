"""Points are added up, and curves are what can be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.exercise.plots import LONGEST_CURVE
from grader.grading.score import score
from grader.model import (
    Curve,
    Evidence,
    Grade,
    Isolation,
    Observation,
    Outcome,
    Points,
    Problem,
    Promise,
    Raised,
    Verdict,
    Where,
)
from tests.support.small import evidence, exercise, submission, verdict

PASSED = {"outcome": Outcome.PASSED, "cause": None}


def scored(*verdicts: Verdict, reference: Evidence | None = None, student: Evidence | None = None, **of: Any) -> Grade:
    return score(
        exercise(**of),
        submission(),
        verdicts=verdicts or outcomes(Outcome.PASSED, Outcome.PASSED, Outcome.PASSED),
        problems=(),
        reference=reference or evidence(),
        student=student or evidence(),
    )


def outcomes(*of_checks: Outcome) -> tuple[Verdict, ...]:
    names = [check.name for check in exercise().questions.checks]
    return tuple(verdict(name, outcome=outcome) for name, outcome in zip(names, of_checks, strict=True))


def test_what_passed_earns_its_points() -> None:
    """A check that passed earns all its points, and parts and total are the sums."""
    grade = scored(*outcomes(Outcome.PASSED, Outcome.FAILED, Outcome.PASSED))
    assert grade.by_check == {
        "value_of_loss": Points(2.0, 2.0),
        "takes_a_step": Points(0.0, 3.0),
        "fits_well": Points(5.0, 5.0),
    }
    assert grade.by_part == {"loss": Points(2.0, 2.0), "train": Points(0.0, 3.0), "fit": Points(5.0, 5.0)}
    assert grade.total == Points(7.0, 10.0)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.PASSED])
def test_what_did_not_pass_earns_nothing(outcome: Outcome) -> None:
    """Only passing earns points, whatever the reason for anything else."""
    assert scored(*outcomes(outcome, outcome, outcome)).total == Points(0.0, 10.0)


@given(
    st.lists(st.floats(0, 100), min_size=3, max_size=3),
    st.lists(st.sampled_from(Outcome), min_size=3, max_size=3),
)
def test_sums_add_up(points: list[float], of_checks: list[Outcome]) -> None:
    """The total lies between nothing and the maximum, which no outcome changes, and full marks are exactly full."""
    names = [check.name for check in exercise().questions.checks]
    total = scored(*outcomes(*of_checks), points=dict(zip(names, points, strict=True))).total
    assert 0 <= total.score <= total.max_score
    assert total.max_score == pytest.approx(sum(points))
    assert set(of_checks) != {Outcome.PASSED} or total.score == total.max_score


def test_tenths_of_points_add_up() -> None:
    """Ten checks of a tenth are a point, although no float is a tenth."""
    checks = tuple(Verdict(f"c{n}", "loss", Outcome.PASSED) for n in range(10))
    asked = tuple(replace(exercise().questions.checks[0], name=v.check) for v in checks)
    assert scored(*checks, checks=asked, points={v.check: 0.1 for v in checks}, drawings=()).total == Points(1.0, 1.0)


def test_a_part_without_checks_has_no_points() -> None:
    """Every part of the exercise has a sum, an empty one too."""
    only = exercise().questions.checks[:1]
    grade = scored(verdict(**PASSED), checks=only)
    assert grade.by_part == {"loss": Points(2.0, 2.0), "train": Points(0.0, 0.0), "fit": Points(0.0, 0.0)}


def test_the_grade_keeps_what_the_students_run_gave() -> None:
    """Seed, versions, isolation and seconds are the student's run's; exercise, verdicts and problems are as they were given."""
    isolation = Isolation((Promise.NO_READING,), (Promise.NO_PROCESSES,))
    student = evidence(seed=11, versions={"keras": "2.15.0"}, isolation=isolation, seconds=4.5)
    problems = (Problem(Where(None, 3), Raised("NameError", "x")),)
    verdicts = outcomes(Outcome.PASSED, Outcome.PASSED, Outcome.BROKEN)
    given = exercise()
    grade = score(given, submission(), verdicts=verdicts, problems=problems, reference=evidence(), student=student)
    assert grade.exercise is given.outline
    assert (grade.seed, grade.versions, grade.isolation, grade.seconds) == (11, {"keras": "2.15.0"}, isolation, 4.5)
    assert (grade.verdicts, grade.problems, grade.submission) == (verdicts, problems, submission())


# Curves -------------------------------------------------------------------------------------------


def curves(up: Any, down: Any = None, *, reference: Any = (1.0, 2.0)) -> tuple[Curve, ...]:
    of_student = {"up": up} if down is None else {"up": up, "down": down}
    expected = Observation({"up": np.array(reference), "down": np.array([5, 6])})
    student = evidence({"fits_well": Observation(of_student)})
    return scored(reference=evidence({"fits_well": expected}), student=student).curves


def test_curves_are_drawn_beside_the_references() -> None:
    """Every curve that the exercise names is there in its order, floats on both sides, whatever their lengths."""
    assert curves(np.array([1.5, 2.5, 3.5], np.float32), np.array([7])) == (
        Curve("up", (1.0, 2.0), (1.5, 2.5, 3.5)),
        Curve("down", (5.0, 6.0), (7.0,)),
    )


@pytest.mark.parametrize(
    "value",
    [
        *(np.array([1.0, np.nan]), np.array([np.inf, 1.0]), np.array([[1.0, 2.0]]), np.array(3.0), np.zeros(0)),
        *(np.zeros(LONGEST_CURVE + 1), "1, 2", None, True),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_curve_is_left_out(value: Any) -> None:
    """NaN, infinity, a table, one number, nothing, too much or no number at all is not drawn; the other curves are."""
    assert [curve.name for curve in curves(value, np.array([7.0]))] == ["down"]
    if isinstance(value, np.ndarray):
        assert [curve.name for curve in curves(np.array([1.0]), np.array([7.0]), reference=value)] == ["down"]


def test_the_longest_curve_is_drawn() -> None:
    """As many numbers as may be drawn are."""
    assert len(curves(np.zeros(LONGEST_CURVE))[0].actual) == LONGEST_CURVE


def test_a_curve_that_did_not_come_is_left_out() -> None:
    """A run that gave nothing has no curves, and neither has an exercise that wants none."""
    assert [curve.name for curve in curves(np.array([1.0]))] == ["up"]
    assert scored().curves == ()
    assert scored(drawings=()).curves == ()
