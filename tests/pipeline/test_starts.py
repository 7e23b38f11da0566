"""Where a model starts is asked once: every other check sets w and b itself, and says so where it can't."""

from __future__ import annotations

from dataclasses import replace

from grader.grading.pipeline import Grader
from grader.model import Cell, Exercise, Grade, Outcome
from tests.support.environment import SEED

W, B = "self.w = tf.Variable(5.0)", "self.b = tf.Variable(0.0)"


def graded(exercise: Exercise, grader: Grader, w: str, b: str) -> Grade:
    """Return the grade of the solution with other variables in MyModel."""
    text = exercise.reference.solution.cells[0].source
    assert text.count(W) == text.count(B) == 1
    submission = replace(exercise.reference.solution, cells=(Cell(None, text.replace(W, w).replace(B, b)),))
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def test_what_starts_elsewhere_is_nobody_elses_business(exercise: Exercise, grader: Grader) -> None:
    """No other part is asked again because of a start that is not the usual one."""
    grade = graded(exercise, grader, W, "self.b = tf.Variable(2.0)")
    assert not any(verdict.carried_forward for verdict in grade.verdicts)


def test_what_cannot_be_set_is_told(exercise: Exercise, grader: Grader) -> None:
    """Numbers in the place of variables are said to be that, and no exception of the checks' own is shown."""
    grade = graded(exercise, grader, "self.w = 5.0", "self.b = 0.0")
    failed = [verdict for verdict in grade.verdicts if verdict.outcome is not Outcome.PASSED]
    assert {verdict.part for verdict in failed} == {"model"}
    assert not any(verdict.trouble for verdict in failed)
    told = {verdict.check: verdict.difference.what for verdict in failed if verdict.difference}
    assert told == {
        "starts_at_five_and_zero": "assignable",
        "has_two_trainable_variables": "variables",
        "predicts_a_line": "assignable",
    }
