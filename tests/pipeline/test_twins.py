"""A submission that is the same program as another is graded as if it had run."""

from __future__ import annotations

from dataclasses import replace

from grader.grading.pipeline import Grader
from grader.model import Cell, Exercise, Points, Submission
from grader.submission.fingerprint import fingerprint
from tests.support.environment import SEED


def test_a_twin_is_graded_as_if_it_had_run(exercise: Exercise, grader: Grader) -> None:
    """The grade of a twin is the one that it gets when it is run itself, but for the seconds."""
    source = (
        exercise.reference.solution.cells[0]
        .source.replace("tf.square(", "tf.abs(")
        .replace("learning_rate *", "2 * learning_rate *")
    )
    first = Submission("a.py", "linear_regression", "", (Cell(None, source),))
    second = Submission(
        "b.py", "linear_regression", "", (Cell(None, "# mine\n\n\n" + source.replace("\n\n\n", "\n\n\n\n# x\n")),)
    )
    silent = lambda _answered, _of: None  # noqa: E731 (two uses, in the next lines)
    assert fingerprint(first).digest == fingerprint(second).digest
    _, told = grader.grade_twins(exercise, (first, second), seed=SEED, listener=silent)
    alone = grader.grade(exercise, second, seed=SEED, listener=silent)
    assert [(v.check, v.outcome, v.where, v.difference) for v in told.verdicts] == [
        (v.check, v.outcome, v.where, v.difference) for v in alone.verdicts
    ]
    assert told.total == alone.total
    assert any(v.where for v in told.verdicts)


def test_what_tells_no_line_is_told_of_every_twin(exercise: Exercise, grader: Grader) -> None:
    """Of a right submission, the grade has no line: a twin's is the same, with the twin's text."""
    source = exercise.own_reference.solution.cells[0].source
    first = Submission("a.py", "linear_regression", "", (Cell(None, source),))
    second = Submission("b.py", "linear_regression", "", (Cell(None, "# mine\n\n\n" + source),))
    silent = lambda _answered, _of: None  # noqa: E731 (two uses, in the next lines)
    one, told = grader.grade_twins(exercise, (first, second), seed=SEED, listener=silent)
    assert one.tells_no_line
    assert told == replace(one, submission=second)
    alone = grader.grade(exercise, second, seed=SEED, listener=silent)
    assert told.total == alone.total == Points(100, 100)
    assert [(v.check, v.outcome, v.where) for v in told.verdicts] == [
        (v.check, v.outcome, v.where) for v in alone.verdicts
    ]
