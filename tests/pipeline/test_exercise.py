"""The exercises that come with the package, graded: full marks for the reference, none for the starter."""

from __future__ import annotations

import re

import pytest

from grader.errors import MachineError
from grader.exercise.starters import starter_files
from grader.grading.pipeline import Grader
from grader.i18n import LANGUAGES, speech
from grader.model import Cause, Curves, Exercise, Modules, Outcome, Steps
from grader.reports import Page, Report, terminal
from grader.submission.fingerprint import fingerprint
from grader.submission.read import read_submission
from tests.support.changed import changed
from tests.support.environment import SEED
from tests.support.exercises import EXERCISES

# Of an exercise, what probes give that no report names as different: it is drawn, or says what the data allow.
UNNAMED = {"linear_regression": re.compile("x|y|from_.*|loss_at.*|best_[wb]|error_[wb]")}
NONE = re.compile("(?!)")


@pytest.fixture(params=EXERCISES.values(), ids=lambda exercise: exercise.slug)
def each(request: pytest.FixtureRequest) -> Exercise:
    """Give each exercise that comes with the package."""
    exercise: Exercise = request.param
    return exercise


def silent(_answered: int, _of: int) -> None:
    pass


def test_the_reference_has_full_marks(each: Exercise, grader: Grader) -> None:
    """On another seed than that of most tests, too, it scores 100 against itself; whatever is to be drawn is there, and whole."""
    grade = grader.grade(each, each.reference.solution, seed=SEED + 1, listener=silent)
    assert [v.check for v in grade.verdicts if v.outcome is not Outcome.PASSED] == []
    assert grade.total.score == 100
    assert [plot.drawing for plot in grade.plots] == list(each.questions.drawings)
    for plot in grade.plots:
        if isinstance(plot, Steps):
            assert all(step.expected == step.actual for step in plot.steps)
            assert len(plot.steps) == len(plot.drawing.values["steps"])
        elif isinstance(plot, Curves):
            assert plot.cut == ()
        else:
            assert plot.expected == plot.actual


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starter_has_none(each: Exercise, grader: Grader, language: str) -> None:
    """The starter scores 0: every check is not reached, because nothing was attempted; and no traceback is shown."""
    files = [file for file in starter_files(each, language) if file.suffix in (".py", ".ipynb")]
    script, notebook = map(read_submission, sorted(files, key=lambda file: file.suffix, reverse=True))
    # They differ in comments alone, and earn the same.
    assert fingerprint(script).digest == fingerprint(notebook).digest
    grade = grader.grade(each, notebook, seed=SEED, listener=silent)
    assert {(v.outcome, v.cause) for v in grade.verdicts} == {(Outcome.NOT_REACHED, Cause.NOT_ATTEMPTED)}
    assert grade.total.score == 0
    assert grade.problems == ()
    text = terminal.render(Report((grade,)), Page(speech("en")))
    assert "Traceback" not in text
    assert "is not written yet" in text


def test_every_compared_value_has_words(each: Exercise, grader: Grader) -> None:
    """What a report may name as different has a label in every language; what is only drawn needs none."""
    evidence = grader.expected.prepare(each, SEED).result()
    names = {name.partition("[")[0] for seen in evidence.observations.values() for name in seen.values}
    compared = {name for name in names if not UNNAMED.get(each.slug, NONE).fullmatch(name)}
    for texts in each.outline.texts.values():
        assert compared <= texts.values.keys()


def test_without_what_is_needed_nothing_is_graded(exercise: Exercise, grader: Grader) -> None:
    """What an exercise needs is looked for first, and what to install is said; once it is there, the same grader grades."""
    short = changed(exercise, modules=Modules(needed=("tensorflow", "sklearn", "no_such_module")))
    # A seed that no other test asks for: nothing is kept of it.
    with pytest.raises(MachineError) as caught:
        grader.grade(short, exercise.reference.solution, seed=SEED + 100, listener=silent)
    grader.expected.prepare(changed(exercise, modules=Modules()), SEED + 100).result()
    assert caught.value.exit_code == 4
    assert "linear_regression needs modules that aren't installed here" in str(caught.value)
    assert str(caught.value).endswith("pip install scikit-learn no_such_module")
