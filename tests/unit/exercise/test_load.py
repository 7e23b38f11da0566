"""An exercise's folder: what comes with the package is whole, and an author hears of every fault at once."""

from __future__ import annotations

import json
import shutil
import sys
import types
from pathlib import Path

import pytest

from grader.errors import ExerciseError, UsageError
from grader.exercise.course import built_in
from grader.exercise.load import read_exercise
from grader.exercise.parts import find_part
from grader.model import Exercise, Modules, Part
from grader.paths import CONTENT
from tests.support import small

WRONG = "\n\n@misconception(part='loss')\ndef {}(y_true, y_pred):\n    pass\n"


def test_points_are_a_hundred(exercise: Exercise) -> None:
    """The points of all checks add up to 100, with the weights that students are told."""
    by_part = {part.name: 0.0 for part in exercise.outline.parts}
    for check in exercise.questions.checks:
        by_part[check.part] += exercise.outline.points[check.name]
    assert by_part == {
        "loss": 10,
        "model": 10,
        "train": 25,
        "training_loop": 20,
        "keras_model": 10,
        "fit": 20,
        "checkpoint": 5,
    }


def test_an_unknown_exercise_is_named_with_the_known() -> None:
    """A slug that doesn't exist is answered with those that do."""
    with pytest.raises(UsageError, match=r"no exercise 'nonsense'.*linear_regression"):
        built_in().exercise("nonsense")
    assert built_in().slugs == ("linear_regression", "custom_training", "loop_from_scratch", "distributed")


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT / "reference" / "linear_regression", tmp_path / "linear_regression"))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """A check without points, points without a check, and a missing text are all told, each on a line of its own."""
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
        ": there is no text for check predicts_a_line: add it under checks",
        ": there is no text for check mean_error",
    ):
        assert fault in str(caught.value)


def test_every_slip_of_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    """What is missing, unknown or of another type is told for each place, with what belongs there; in all files at once."""
    folder = copied(tmp_path)
    slips = {
        "exercise.toml": {
            'slug = "linear_regression"\n': "slug = 7\n",
            'definition = "loss"': 'definiton = "loss"',
            "serves_the_keras_model = 3": 'serves_the_keras_model = "3"',
            "writes_to_the_given_path = 1": "writes_to_the_given_path = -1",
            "check_s = 10": 'check_s = "ten"',
            "memory_mb = 1024": "memroy_mb = 1024",
            "keras = 3\npattern = 'losses": "versions = 3\npattern = 'losses",
            'axes = ["loss_at_w", "loss_at_b"]': 'axes = ["loss_at_w"]',
        },
        "texts.uk.toml": {"[parts]": "[part]"},
        "matrix.json": {'["wrong_value"]': '["wrong"]'},
        "misconceptions.py": {'@misconception(part="loss")': '@misconception(prat="loss")'},
        "checks.py": {"def draw(": "draw = 7\n\n\ndef draws("},
    }
    for file, changes in slips.items():
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new, 1)
        (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        read_exercise(folder)
    first = json.loads((folder / "matrix.json").read_text(encoding="utf-8"))["2"]["absolute_error"]
    told = {(fault.file, fault.text): fault.line for fault in caught.value.faults}
    for file, text, stands in (
        ("exercise.toml", "slug is 7, but must be a string", "slug"),
        ("exercise.toml", "parts[0].definition is missing", "[[parts]]"),
        ("exercise.toml", "parts[0].definiton is unknown; did you mean definition?", "definiton = "),
        (
            "exercise.toml",
            "parts[2].checks.serves_the_keras_model is '3', but must be a number from 0",
            "serves_the_keras",
        ),
        (
            "exercise.toml",
            "parts[6].checks.writes_to_the_given_path is -1, but must be a number from 0",
            "writes_to_the_gi",
        ),
        ("exercise.toml", "limits.check_s is 'ten', but must be a number of seconds", "check_s"),
        ("exercise.toml", "limits.memroy_mb is unknown; did you mean memory_mb?", "memroy_mb"),
        ("exercise.toml", "traps[1].keras is missing", "[[traps]]"),
        ("exercise.toml", "traps[1].versions is unknown", "versions"),
        ("exercise.toml", "plots[2].axes is ['loss_at_w'], but must be a list with the names of two", "axes"),
        ("texts.uk.toml", "part is unknown; did you mean parts?", "[part]"),
        ("matrix.json", f"'2'.absolute_error.{next(iter(first))}[0] is 'wrong', but must be 'passed', or", '["wrong"]'),
        ("misconceptions.py", ".part is missing", "@misconception(prat"),
        ("misconceptions.py", ".prat is unknown; did you mean part?", "@misconception(prat"),
        ("checks.py", "draw isn't a function `draw(rng)`", None),
    ):
        lines = [line for (of, said), line in told.items() if of == file and text in said]
        assert len(lines) == 1, text
        assert (lines[0] is None) is (stands is None), text
        written = (folder / file).read_text(encoding="utf-8").splitlines()
        assert stands is None or stands in written[lines[0] - 1]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("exercise.toml", r"'save_weights\('", "'save_weights('", "the pattern of trap checkpoint_suffix can't be used"),
        ("exercise.toml", r"'save_weights\('", r"'(?=save)'", "the pattern of trap checkpoint_suffix can't be used"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", draws=0)', "has 0 draws"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", draws=True)', "has True draws"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", calls=("loss",))', "uses loss, the part that it checks"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", calls=("train",))', "in a circle: "),
        ("misconceptions.py", "", WRONG.format("train"), "misconception train has the same name as a part"),
        ("misconceptions.py", "", WRONG.format("MyModel"), "misconception MyModel has the same name as a part"),
        ("misconceptions.py", "", WRONG.format("helper"), "misconception helper has the same name as a definition in solution.py"),
        ("misconceptions.py", "", WRONG.format("twice") * 2, "there are several misconceptions called twice"),
        ("misconceptions.py", "", WRONG.format("twice").replace(")", ", told_by='fits_well.loss')", 1), "twice is to be recognized by fits_well.loss"),
        ("misconceptions.py", "", WRONG.format("twice").replace(")", ", told_by='mean_squared_error')", 1), "twice is to be recognized by mean"),
        ("exercise.toml", "model, x, y, learning_rate", "model, x, y, lr", "train has the arguments (model, x, y, lr) here and (model, x, y, learning_rate) in solution.py, line "),
        ("checks.py", "", "\nraise KeyError('no such thing')\n", "KeyError: 'no such thing'"),
        ("checks.py", "", "\nraise SystemExit(3)\n", ": SystemExit: 3"),
        ("checks.py", "", "\ndef helper(\n", ": SyntaxError: "),
        ("checks.py", '@check(part="loss")', '@check(part="loss", expect=3)', "`then` that isn't a function"),
        ("checks.py", '@check(part="loss")', '@check(part="loss", draws=10**9)', "has 1000000000 draws"),
        ("checks.py", '@check(part="loss")', '@check(part="los")', "is a check of los here and of loss in exercise.toml"),
        ("checks.py", '@check(part="loss")', '@check(part=["loss"])', "names a part by something that isn't a string"),
        ("solution.py", "", "\ndef helper(\n", "SyntaxError"),
        ("solution.py", "class MyModel(", "class Model(", "solution.py: this doesn't define MyModel, which is a part (did you mean Model?)"),
        ("misconceptions.py", "", WRONG.format("twice").replace("part='loss'", "'loss'"), "the mark of twice takes"),
        ("misconceptions.py", "", WRONG.format("twice").replace("(part='loss')", ""), "twice.part is missing"),
        ("misconceptions.py", "", WRONG.format("twice").replace("pass", "return 2 * loss(y_true, y_pred)"), "it would call itself"),
        ("misconceptions.py", "", WRONG.format("twice").replace("pass", "return (lambda: loss)()"), "twice uses loss, in whose place"),
        ("exercise.toml", 'slug = "', 'slug = "new_', "slug is 'new_linear_regression' and the folder is called"),
        ("exercise.toml", 'check = "keras_tracks', 'check = "keras_track', "about keras_track_both_variables, which isn't a check (did"),
        ("exercise.toml", 'part = "keras_model"', 'part = "MyModel"', "trap untracked_variable is about MyModel, which isn't a part"),
        ("exercise.toml", 'needs = ["train"]', 'needs = ["trian"]', "training_loop needs trian, which isn't a part (did you mean train?)"),
        ("exercise.toml", 'needs = ["train"]', 'needs = ["training_loop"]', "these parts need one another in a circle: "),
        ("exercise.toml", "[limits]", "[unmissed]\nnothing = 'x'\n[limits]", "unmissed names nothing, which isn't a check"),
        ("exercise.toml", 'name = "model"', 'name = "loss"', "there are several parts called loss"),
        ("exercise.toml", 'curves = ["weights", "biases", "losses"]', "line = ['w', 'b']", "plot history lacks curves\n"),
        ("texts.en.toml", "[checks.predicts_a_line]", "[checks.predicts_lines]", "text for predicts_lines, which isn't a check (did you mean"),
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
    built_in().exercise("linear_regression")
    assert "checks" not in sys.modules
    own = types.ModuleType("checks")
    monkeypatch.setitem(sys.modules, "checks", own)
    built_in().exercise("linear_regression")
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


@pytest.mark.parametrize("name", ["checks.py", "solution.py", "texts.en.toml"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """A folder without one of its files is refused by that file's name."""
    folder = copied(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ExerciseError, match=name):
        read_exercise(folder, ("en", "uk"))


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
    assert exercise.questions.modules.needed == ("tensorflow",)
    assert {"matplotlib", "seaborn", "plotly"} <= set(exercise.questions.modules.drawing)
    read = read_exercise(with_modules(tmp_path, '[modules]\ndrawing = ["chart"]'))
    assert read.questions.modules == Modules(drawing=("chart",))


def test_devices_are_read(exercise: Exercise, tmp_path: Path) -> None:
    """An exercise that says nothing of devices has one; what isn't a small number is refused."""
    assert exercise.questions.logical_devices == 1
    folder = copied(tmp_path)
    settings = folder / "exercise.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[[parts]]", "logical_devices = 2\n[[parts]]", 1), encoding="utf-8")
    assert read_exercise(folder).questions.logical_devices == 2
    for wrong in ("0", "17", "true", "1.5", '"2"'):
        settings.write_text(text.replace("[[parts]]", f"logical_devices = {wrong}\n[[parts]]", 1), encoding="utf-8")
        with pytest.raises(ExerciseError, match=r"logical_devices is .*, but must be a whole number from 1 to 16"):
            read_exercise(folder)


@pytest.mark.parametrize(
    ("lists", "fault"),
    [
        ('[modules]\nneeded = "tensorflow"', "modules.needed is 'tensorflow', but must be a list"),
        (
            '[modules]\nneeded = ["scikit-learn"]',
            "modules.needed[0] is 'scikit-learn', but must be the name of a module",
        ),
        ('[modules]\ndrawing = ["matplotlib.pyplot"]', "modules.drawing[0] is 'matplotlib.pyplot', but must be"),
        ('[modules]\ndrawing = ["import", 3]', "modules.drawing[1] is 3, but must be"),
        ('[modules]\nwanted = ["x"]', "modules.wanted is unknown; choose from: needed, drawing"),
        ('[modules]\nneeded = ["x"]\ndrawing = ["x"]', "x can't be both needed and drawing"),
        ("[[modules]]\nneeded = []", "modules is [{'needed': []}], but must be a table"),
    ],
)
def test_faults_of_modules(tmp_path: Path, lists: str, fault: str) -> None:
    """A list that is none, a name that can't be imported, and a list that nobody reads are the author's error."""
    with pytest.raises(ExerciseError) as caught:
        read_exercise(with_modules(tmp_path, lists))
    assert fault in str(caught.value)


@pytest.mark.parametrize(("typed", "part"), [("compile_and_fit", "fit"), ("fit", "fit"), ("loss", "loss")])
def test_a_part_is_found_by_both_names(typed: str, part: str) -> None:
    """A part answers to the name that a student defines and to its id."""
    assert find_part(small.exercise(), typed).name == part


def test_the_name_a_student_writes_comes_first() -> None:
    """Where one part's id is the name that another part defines, the definition is meant."""
    swapped = small.exercise(parts=(Part("loss", "fit"), Part("fit", "loss")))
    assert find_part(swapped, "fit").name == "loss"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Compile_fit", "There is no part `Compile_fit`. Did you mean `compile_and_fit`?"),
        ("fitt", "There is no part `fitt`. Did you mean `compile_and_fit`?"),
        ("x" * 100_000, "x`. The parts are: loss, train, compile_and_fit."),
    ],
)
def test_an_unknown_part(typed: str, sentence: str) -> None:
    """The sentence has the nearest name, if one is near, and all names as students write them."""
    with pytest.raises(UsageError) as caught:
        find_part(small.exercise(), typed)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith("The parts are: loss, train, compile_and_fit.")
