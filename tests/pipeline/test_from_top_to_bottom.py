"""Submissions that are written down to some part: what isn't written says nothing about what is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.feedback import sentences
from grader.feedback.wording import Wording
from grader.grading.pipeline import Grader
from grader.i18n import LANGUAGES, speech
from grader.model import Cell, Exercise, Grade, Outcome, PartName, Verdict
from tests.support.environment import SEED
from tests.support.mistakes import Form, mistakes
from tests.support.stubs import assert_the_same_is_said

MISTAKES = {mistake.name: mistake for mistake in mistakes()}
ON_KERAS = ("keras_model", "fit", "checkpoint")


@pytest.mark.parametrize("name", ["loss sums", "the loss is computed outside of the tape", "nine epochs"])
def test_the_same_is_said_of_a_half_written_submission(name: str, exercise: Exercise, grader: Grader) -> None:
    """All that is said of the parts before Keras is the same with the parts on Keras written and as stubs."""
    written = [MISTAKES[name].submission(form) for form in (Form.WHOLE, Form.STUBS)]
    whole, half = (grader.grade(exercise, one, seed=SEED, listener=lambda _answered, _of: None) for one in written)
    assert_the_same_is_said(exercise, half, whole, ON_KERAS)


def test_a_part_without_the_one_it_calls_waits_for_it(exercise: Exercise, grader: Grader) -> None:
    """Where `train` isn't defined, the loop that calls it has no fault of its own, and no exception of its own is shown."""
    text = exercise.reference.solution.cells[0].source.replace("def train(", "def training_step(")
    submission = replace(exercise.reference.solution, cells=(Cell(None, text),))
    grade = grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
    loop = of(grade, "training_loop")
    assert {(verdict.outcome, verdict.because_of) for verdict in loop} == {(Outcome.NOT_REACHED, "train")}
    for language in LANGUAGES:
        (reason,) = {sentences.reason(Wording(speech(language), exercise.outline), verdict) for verdict in loop}
        assert "`train`" in reason
        assert "NameError" not in reason


def of(grade: Grade, part: PartName) -> list[Verdict]:
    return [verdict for verdict in grade.verdicts if verdict.part == part]
