"""An exercise's folder: what comes with the package is whole, and an author hears of every fault at once."""

from __future__ import annotations

import shutil
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import ExerciseError, MachineError, UsageError
from grader.exercise import CONTENT, LANGUAGES, find_exercise, read_exercise, slugs
from grader.grading import Grader
from grader.model import Cause, Exercise, Lines, Modules, Outcome, Steps
from grader.reports import Page, Report, terminal
from grader.speech import speech
from grader.starters import starter_files
from grader.submission import read_submission
from tests.conftest import SEED

WRONG = "\n\n@misconception(part='loss')\ndef {}(y_true, y_pred):\n    pass\n"


def silent(_answered: int, _of: int) -> None:
    pass


def test_points_are_a_hundred(exercise: Exercise) -> None:
    """The points of all checks add up to 100, with the weights that students are told."""
    by_part = {part.name: 0.0 for part in exercise.parts}
    for check in exercise.checks:
        by_part[check.part] += exercise.points[check.name]
    assert by_part == {
        "loss": 10,
        "model": 10,
        "train": 25,
        "training_loop": 20,
        "keras_model": 10,
        "fit": 20,
        "checkpoint": 5,
    }


def test_every_number_is_asked_for_on_several_draws(exercise: Exercise) -> None:
    """A lucky number on one draw is wrong on the next; asked once is only where there is none to guess."""
    once = {check.name for check in exercise.checks if check.draws == 1}
    assert once == {"converges_to_the_line", "goes_on_to_the_line", "prints_every_epoch"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_reference_has_full_marks(exercise: Exercise, grader: Grader, seed: int) -> None:
    """On any seed, the reference scores 100 against itself."""
    grade = grader.grade(exercise, exercise.solution, seed=seed, listener=silent)
    assert [v.check for v in grade.verdicts if v.outcome is not Outcome.PASSED] == []
    assert grade.total.score == 100


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_the_starter_has_none(exercise: Exercise, grader: Grader, suffix: str, language: str) -> None:
    """The starter scores 0: every check is not reached, because nothing was attempted; and no traceback is shown."""
    [file] = (file for file in starter_files(exercise, language) if file.suffix == suffix)
    grade = grader.grade(exercise, read_submission(file), seed=SEED, listener=silent)
    assert {(v.outcome, v.cause) for v in grade.verdicts} == {(Outcome.NOT_REACHED, Cause.NOT_ATTEMPTED)}
    assert grade.total.score == 0
    assert grade.problems == ()
    text = terminal.render(Report((grade,)), Page(speech("en")))
    assert "Traceback" not in text
    assert "is not written yet" in text


def test_every_compared_value_has_words(exercise: Exercise, grader: Grader) -> None:
    """What a report may name as different has a label in every language; what is only drawn needs none."""
    grade = grader.prepare(exercise, SEED).result()
    names = {name for observation in grade.observations.values() for name in observation.values}
    drawn = {"x", "y"} | {name for name in names if name.startswith(("from_", "loss_at"))}
    for texts in exercise.texts.values():
        assert names - drawn - {"best_w", "best_b", "error_w", "error_b"} <= texts.values.keys()


def test_every_drawing_can_be_drawn(exercise: Exercise, grader: Grader) -> None:
    """Whatever an exercise wants drawn, its probes give: on the reference's own work every plot is there, and whole."""
    grade = grader.grade(exercise, exercise.solution, seed=SEED, listener=silent)
    assert [plot.drawing for plot in grade.plots] == list(exercise.drawings)
    for plot in grade.plots:
        if isinstance(plot, Steps):
            assert all(step.expected == step.actual for step in plot.steps)
            assert len(plot.steps) == len(plot.drawing.values["steps"])
        elif isinstance(plot, Lines):
            assert plot.expected == plot.actual
        else:
            assert plot.cut == ()


def test_an_unknown_exercise_is_named_with_the_known() -> None:
    """A slug that doesn't exist is answered with those that do."""
    with pytest.raises(UsageError, match=r"no exercise 'nonsense'.*linear_regression"):
        find_exercise("nonsense")
    assert slugs() == ("linear_regression",)


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT / "reference" / "linear_regression", tmp_path / "linear_regression"))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """A check without points, points without a check, and a missing text are all in one sentence."""
    folder = copied(tmp_path)
    settings = folder / "exercise.toml"
    settings.write_text(settings.read_text().replace("mean_squared_error = 4", "mean_error = 4"))
    texts = folder / "texts.uk.toml"
    texts.write_text(texts.read_text().replace("[checks.predicts_a_line]", "[checks.predicts_nothing]"))
    with pytest.raises(ExerciseError) as caught:
        read_exercise(folder)
    for fault in (
        "mean_error has points but no probe",
        "mean_squared_error has a probe but no points",
        "texts.uk.toml has no title for check predicts_a_line",
        "texts.en.toml has no title for check mean_error",
    ):
        assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("exercise.toml", r"'save_weights\('", "'save_weights('", "the pattern of trap checkpoint_suffix can't be used"),
        ("exercise.toml", r"'save_weights\('", r"'(?=save)'", "the pattern of trap checkpoint_suffix can't be used"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", draws=0)', "is asked on 0 draws"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", draws=True)', "is asked on True draws"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", calls=("loss",))', "uses loss, the part that it is a check"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", calls=("train",))', "in a circle: "),
        ("misconceptions.py", "", WRONG.format("train"), "misconception train has the name of a part"),
        ("misconceptions.py", "", WRONG.format("MyModel"), "misconception MyModel has the name of a part"),
        ("misconceptions.py", "", WRONG.format("helper"), "misconception helper has the name of a definition in solution.py"),
        ("misconceptions.py", "", WRONG.format("twice") * 2, "there are two misconceptions called twice"),
        ("misconceptions.py", "", WRONG.format("twice").replace(")", ", told_by='fits_well.loss')", 1), "twice is told by fits_well.loss"),
        ("misconceptions.py", "", WRONG.format("twice").replace(")", ", told_by='mean_squared_error')", 1), "twice is told by mean"),
        ("exercise.toml", "model, x, y, learning_rate", "model, x, y, lr", "train has the arguments (model, x, y, lr) in exercise.toml"),
        ("checks.py", "", "\nraise KeyError('no such thing')\n", "KeyError: 'no such thing'"),
        ("solution.py", "", "\ndef helper(\n", "SyntaxError"),
    ],
)  # fmt: skip
def test_faults_are_told_before_a_student_is_graded(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    """What would show only while a student is graded, or give points for nothing, is the author's error."""
    folder = copied(tmp_path)
    solution = folder / "solution.py"
    solution.write_text(solution.read_text() + "\n\ndef helper():\n    pass\n")
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1) if old else text + new)
    with pytest.raises(ExerciseError) as caught:
        read_exercise(folder)
    assert fault in str(caught.value)


def test_reading_an_exercise_leaves_other_modules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of one's own called `checks` is still there afterwards, and where there was none, there is none."""
    monkeypatch.delitem(sys.modules, "checks", raising=False)
    find_exercise("linear_regression")
    assert "checks" not in sys.modules
    own = types.ModuleType("checks")
    monkeypatch.setitem(sys.modules, "checks", own)
    find_exercise("linear_regression")
    assert sys.modules["checks"] is own


def test_what_is_compared_with_is_there_on_every_draw(tmp_path: Path) -> None:
    """A check that compares with one that has other draws, or no points, is the author's error."""
    folder = copied(tmp_path)
    settings, checks = folder / "exercise.toml", folder / "checks.py"
    settings.write_text(settings.read_text().replace("keeps_its_history = 8, ", ""))
    text = checks.read_text().replace("expect=both_ends_agree", "expect=both_ends_agree, draws=3")
    checks.write_text(text)
    with pytest.raises(ExerciseError) as caught:
        read_exercise(folder)
    assert "ends_where_the_loop_ends and takes_ten_steps, which it compares with, have different numbers" in str(
        caught.value
    )
    assert "losses_follow_the_loop compares with keeps_its_history, which has no points" in str(caught.value)


@pytest.mark.parametrize("name", ["exercise.toml", "checks.py", "solution.py", "texts.en.toml"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """A folder without one of its files is refused by that file's name."""
    folder = copied(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ExerciseError, match=name):
        read_exercise(folder)


def test_broken_toml_is_the_authors_error(tmp_path: Path) -> None:
    """A slip in the TOML is told with its place."""
    folder = copied(tmp_path)
    (folder / "exercise.toml").write_text("parts == 1")
    with pytest.raises(ExerciseError, match="line 1"):
        read_exercise(folder)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """An exercise written for a later gradetape is refused, not guessed at."""
    folder = copied(tmp_path)
    settings = folder / "exercise.toml"
    settings.write_text(settings.read_text().replace("format_version = 1", "format_version = 2"))
    with pytest.raises(ExerciseError, match="format_version is 2"):
        read_exercise(folder)


def with_modules(tmp_path: Path, lists: str) -> Path:
    folder = copied(tmp_path)
    settings = folder / "exercise.toml"
    text, _, rest = settings.read_text().partition("[modules]")
    settings.write_text(f"{text}{lists}\n[epochs]{rest.partition('[epochs]')[2]}")
    return folder


def test_modules_are_read(exercise: Exercise, tmp_path: Path) -> None:
    """What must be there and what only draws are two lists, either of which may be left out."""
    assert exercise.modules.needed == ("tensorflow",)
    assert {"matplotlib", "seaborn", "plotly"} <= set(exercise.modules.drawing)
    read = read_exercise(with_modules(tmp_path, '[modules]\ndrawing = ["chart"]'))
    assert read.modules == Modules(drawing=("chart",))


@pytest.mark.parametrize(
    ("lists", "fault"),
    [
        ('[modules]\nneeded = "tensorflow"', "modules.needed is no list"),
        ('[modules]\nneeded = ["scikit-learn"]', "modules.needed: 'scikit-learn' is no name of a module"),
        ('[modules]\ndrawing = ["matplotlib.pyplot"]', "'matplotlib.pyplot' is no name of a module"),
        ('[modules]\ndrawing = ["import", 3]', "modules.drawing: 'import' is no name of a module; modules.drawing: 3"),
        ('[modules]\nwanted = ["x"]', "modules has no list called wanted: there are needed and drawing"),
        ('[modules]\nneeded = ["x"]\ndrawing = ["x"]', "x can't be both needed and drawing"),
        ("[[modules]]\nneeded = []", "modules is no table"),
    ],
)
def test_faults_of_modules(tmp_path: Path, lists: str, fault: str) -> None:
    """A list that is none, a name that can't be imported, and a list that nobody reads are the author's error."""
    with pytest.raises(ExerciseError) as caught:
        read_exercise(with_modules(tmp_path, lists))
    assert fault in str(caught.value)


def test_without_what_is_needed_nothing_is_graded(exercise: Exercise, grader: Grader) -> None:
    """What an exercise needs is looked for first, and what to install is said; once it is there, the same grader grades."""
    short = replace(exercise, modules=Modules(needed=("tensorflow", "sklearn", "no_such_module")))
    # A seed that no other test asks for: nothing is kept of it.
    with pytest.raises(MachineError) as caught:
        grader.grade(short, exercise.solution, seed=SEED + 100, listener=silent)
    grader.prepare(replace(exercise, modules=Modules()), SEED + 100).result()
    assert caught.value.exit_code == 4
    assert "linear_regression needs what isn't installed here" in str(caught.value)
    assert str(caught.value).endswith("pip install scikit-learn no_such_module")
