"""Submissions that are written down to some part: what isn't written says nothing about what is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from grader import priority, wording
from grader.exercise import LANGUAGES
from grader.grading import Grader
from grader.model import Cell, Exercise, Grade, Outcome, PartName, Verdict
from grader.speech import speech
from tests.conftest import SEED, keras_line
from tests.test_cases import assert_the_same_is_said

KERAS_AS_STUBS = """
class MyModelKeras(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, x):
        raise NotImplementedError


def compile_and_fit(model, x, y):
    raise NotImplementedError


def save_checkpoint(model, path):
    raise NotImplementedError
"""
KERAS_BEGINS = "class MyModelKeras"
NOT_THERE = "\n"


@dataclass(frozen=True)
class Mistake:
    """A wrong line in place of a right one, what is told of it first, and the points that the parts before Keras keep."""

    part: PartName
    right: str
    wrong: str
    told: str
    points: tuple[int, int, int, int]
    misconceptions: tuple[str, ...] = ()


SUM = Mistake(
    "loss",
    "tf.reduce_mean(",
    "tf.reduce_sum(",
    "732.33",
    (0, 10, 22, 20),
    ("sum_for_mean",),
)
OUTSIDE_THE_TAPE = Mistake(
    "train",
    "        current_loss = loss(y, model(x))\n    dw",
    "        pass\n    current_loss = loss(y, model(x))\n    dw",
    "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",
    (10, 10, 0, 20),
    ("prediction_outside_the_tape",),
)
NO_SUCH_NAME = Mistake(
    "training_loop",
    "loss={loss:2.5f}",
    "loss={last_loss:2.5f}",
    "NameError: name 'last_loss' is not defined",
    (10, 10, 22, 0),
)
ONE_MORE_ARGUMENT = Mistake(
    "training_loop",
    "def training_loop(model, x, y)",
    "def training_loop(model, x, y, number_of_epochs)",
    "`training_loop(model, x, y, number_of_epochs)`",
    (10, 10, 22, 0),
)


def wrong(exercise: Exercise, grader: Grader, mistake: Mistake, rest: str) -> Grade:
    """Return the grade of the solution with a mistake and, after the training loop, no more than `rest`."""
    text = exercise.solution.cells[0].source
    assert text.count(mistake.right) == 1
    written = text.replace(mistake.right, mistake.wrong).partition(KERAS_BEGINS)[0]
    submission = replace(exercise.solution, cells=(Cell(None, written + rest),))
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


@pytest.mark.parametrize("rest", [KERAS_AS_STUBS, NOT_THERE], ids=["stubs", "not_there"])
@pytest.mark.parametrize(
    "mistake", [SUM, OUTSIDE_THE_TAPE, NO_SUCH_NAME, ONE_MORE_ARGUMENT], ids=lambda m: m.wrong[:20]
)
def test_a_half_written_submission_is_judged_like_a_whole_one(
    mistake: Mistake, rest: str, exercise: Exercise, grader: Grader
) -> None:
    """A mistake costs its own part alone, is told first and named, while the parts on Keras aren't written."""
    grade = wrong(exercise, grader, mistake, rest)
    first = priority.next_step(grade)
    assert first is not None
    assert (first.part, first.because_of) == (mistake.part, None)
    for language in LANGUAGES:
        assert mistake.told in wording.reason(speech(language), exercise, first)
    assert tuple(points(grade).values()) == (*mistake.points, 0, 0, 0)
    own = [verdict for verdict in grade.verdicts if verdict.part == mistake.part]
    assert {verdict.outcome for verdict in own if not verdict.waits} == {Outcome.FAILED}
    if keras_line() == 3:  # the errors that Keras 2 raises tell less apart
        assert {verdict.misconceptions for verdict in own if not verdict.waits} == {mistake.misconceptions}
    # One check of `train` needs the Keras class: it waits for it, whatever else is wrong.
    waiting = [verdict for verdict in grade.verdicts if verdict.part == "train" and verdict.waits]
    assert [(verdict.check, verdict.because_of) for verdict in waiting] == [("serves_the_keras_model", "keras_model")]


def test_the_same_is_said_of_a_half_written_submission(exercise: Exercise, grader: Grader) -> None:
    """What is said of the parts before Keras is the same with the parts on Keras written and as stubs."""
    whole = wrong(exercise, grader, SUM, "".join(exercise.solution.cells[0].source.partition(KERAS_BEGINS)[1:]))
    half = wrong(exercise, grader, SUM, KERAS_AS_STUBS)
    assert_the_same_is_said(half, whole, ("keras_model", "fit", "checkpoint"))


def test_a_part_without_the_one_it_calls_waits_for_it(exercise: Exercise, grader: Grader) -> None:
    """Where `train` isn't defined, the loop that calls it has no fault of its own, and no exception of its own is shown."""
    text = exercise.solution.cells[0].source.replace("def train(", "def training_step(")
    submission = replace(exercise.solution, cells=(Cell(None, text),))
    grade = grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
    loop = of(grade, "training_loop")
    assert {(verdict.outcome, verdict.because_of) for verdict in loop} == {(Outcome.NOT_REACHED, "train")}
    for language in LANGUAGES:
        (reason,) = {wording.reason(speech(language), exercise, verdict) for verdict in loop}
        assert "`train`" in reason
        assert "NameError" not in reason


def of(grade: Grade, part: PartName) -> list[Verdict]:
    return [verdict for verdict in grade.verdicts if verdict.part == part]


def points(grade: Grade) -> dict[PartName, float]:
    return {name: earned.score for name, earned in grade.by_part.items()}
