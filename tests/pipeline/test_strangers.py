"""What strangers' mistakes are told first, in both languages, and which points they leave."""

from __future__ import annotations

import pytest

from grader.feedback.findings import Finding, findings
from grader.grading.pipeline import Grader
from grader.i18n import LANGUAGES, speech
from grader.model import Cause, Exercise, Grade, Outcome
from grader.reports import Page, Report, terminal
from tests.support.environment import keras_line
from tests.support.mistakes import Form, Mistake, graded, mistakes

TABLE = mistakes()
FULL = {"loss": 10, "model": 10, "train": 25, "training_loop": 20, "keras_model": 10, "fit": 20, "checkpoint": 5}
# One check of `train` waits for the Keras class.
WAITING = {"serves_the_keras_model": "keras_model"}
UNWRITTEN = {Form.STUBS: Cause.NOT_ATTEMPTED, Form.NOT_THERE: Cause.MISSING}
HALF = {"train": 22, "keras_model": 0, "fit": 0, "checkpoint": 0}


@pytest.mark.parametrize(
    "mistake",
    [pytest.param(mistake, id=mistake.name) for mistake in TABLE if mistake.keras in (None, keras_line())],
)
def test_what_is_said_first_and_what_is_kept(mistake: Mistake, exercise: Exercise, grader: Grader) -> None:
    """In each form, the report begins with the mistake, names it if it is known, and takes points for nothing else."""
    for form in mistake.forms():
        grade = graded(mistake, form, exercise, grader)
        assert points(grade) == expected_points(mistake, form), form
        if mistake.fails is not None:
            assert [v.check for v in grade.verdicts if v.is_own and v.outcome is Outcome.FAILED] == mistake.fails, form
        if keras_line() == 3:  # the errors that Keras 2 raises tell less apart
            assert {name for v in grade.verdicts for name in v.misconceptions} == {*filter(None, [mistake.named])}, form
        for language in LANGUAGES:
            assert_said(mistake, grade, language)
        if form is not Form.WHOLE:
            assert_only_waits_for_what_isnt_written(grade, UNWRITTEN[form])


def test_each_has_a_name_of_its_own() -> None:
    """No entry hides another, and each says in both languages what it says in one."""
    assert len({mistake.name for mistake in TABLE}) == len(TABLE)
    for mistake in TABLE:
        for texts in (mistake.first, mistake.tells, mistake.never):
            assert not texts or texts.keys() == {*LANGUAGES}


def points(grade: Grade) -> dict[str, float]:
    return {name: earned.score for name, earned in grade.by_part.items()}


def expected_points(mistake: Mistake, form: Form) -> dict[str, float]:
    if mistake.nothing_kept:
        return dict.fromkeys(FULL, 0.0)
    return {**FULL, **(HALF if form is not Form.WHOLE else {}), **mistake.points}


def assert_said(mistake: Mistake, grade: Grade, language: str) -> None:
    """Compare what a report begins with, and the words that are in it once or not at all."""
    page = Page(speech(language), width=2000)
    first = findings(grade, page.speech).first
    if first is None:
        assert not mistake.first
    else:
        assert first.definition == mistake.at
        assert opening(first).startswith(mistake.first[language])
        if mistake.named and keras_line() == 3:
            assert first.hint == grade.exercise.texts[language].misconceptions[mistake.named]
    report = terminal.render(Report((grade,)), page)
    assert {words: report.count(words) for words in mistake.tells.get(language, ())} == dict.fromkeys(
        mistake.tells.get(language, ()), 1
    )
    assert not [words for words in mistake.never.get(language, ()) if words in report]


def opening(first: Finding) -> str:
    """Return the first sentence, after its title if it is about no definition."""
    return first.reason if first.definition else f"{first.title}: {first.reason}"


def assert_only_waits_for_what_isnt_written(grade: Grade, cause: Cause) -> None:
    """Compare what isn't written, and why, with the parts on Keras; who needs one of them waits, and none has failed."""
    unwritten = {v.part for v in grade.verdicts if v.cause is cause and v.because_of is None}
    assert unwritten == {"keras_model", "fit", "checkpoint"}
    assert not [v for v in grade.verdicts if v.part in unwritten and v.outcome is Outcome.FAILED]
    written = [v for v in grade.verdicts if v.part not in unwritten]
    assert {v.check: v.because_of for v in written if v.waits} == WAITING
