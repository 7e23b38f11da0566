"""What students' files are told first: whole submissions, each a solution with one thing changed, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.exercise.course import built_in
from grader.feedback.findings import findings
from grader.feedback.priority import Kind, first_thing
from grader.grading.pipeline import Grader
from grader.i18n import speech
from grader.model import Cell, Exercise, Grade, Outcome, Submission
from grader.reports import FORMATS, Page, Report, terminal
from grader.submission.read import parse_submission, read_submission
from grader.submission.recognize import exercise_of
from tests.support.environment import SEED, keras_line
from tests.support.paths import ROOT

Told = Callable[[str], Grade]
IMPORT, NUMBER = "import tensorflow as tf", "NUM_EXAMPLES = 201"
FULL = {
    "loss": 10,
    "model": 10,
    "train": 25,
    "training_loop": 20,
    "keras_model": 10,
    "fit": 20,
    "checkpoint": 5,
}


@pytest.fixture(scope="module")
def solution(exercise: Exercise) -> str:
    return "".join(cell.source for cell in exercise.reference.solution.cells)


@pytest.fixture(scope="module")
def told(exercise: Exercise, grader: Grader) -> Told:
    """Give what grades a script."""

    def graded(source: str) -> Grade:
        submission = parse_submission(source.encode(), Path("linear_regression.py"))
        return graded_as(exercise, grader, submission)

    return graded


def graded_as(exercise: Exercise, grader: Grader, submission: Submission) -> Grade:
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def box(grade: Grade, language: str = "en") -> str:
    """Give the words of the box, on one line."""
    found = findings(grade, speech(language)).first
    assert found is not None
    return f"{found.definition} {found.title} {found.reason} {found.hint}"


def kind(grade: Grade) -> Kind:
    found = first_thing(grade)
    assert found is not None
    return found.kind


def points(grade: Grade) -> dict[str, float]:
    return {name: earned.score for name, earned in grade.by_part.items()}


def without(*lost: str) -> dict[str, float]:
    return {name: 0 if name in lost else earned for name, earned in FULL.items()}


def notes(grade: Grade, language: str = "en") -> str:
    """Give the whole report on a terminal."""
    return terminal.render(Report((grade,)), Page(speech(language)))


def cut(source: str, *names: str) -> str:
    """Give a source without these definitions."""
    blocks = source.split("\n\n\n")
    return "\n\n\n".join(b for b in blocks if not any(f"def {name}(" in b or f"class {name}(" in b for name in names))


# Python can't read it -----------------------------------------------------------------------------


def test_an_early_end_loses_every_name(told: Told, solution: str) -> None:
    """Of names that the broken file doesn't even mention nothing is said, either."""
    source = cut(solution, "MyModelKeras", "compile_and_fit", "save_checkpoint")
    grade = told(f"{source}\nprint('done'\n")
    assert kind(grade) is Kind.NOT_PYTHON
    assert "not defined" not in notes(grade)


def test_a_stub_below_which_stands_a_broken_cell(exercise: Exercise, grader: Grader, solution: str) -> None:
    """A definition that should have replaced a stub is told as one that can't be read, not as one that isn't written."""
    stub = "def train(model, x, y, learning_rate):\n    raise NotImplementedError\n"
    cells = (Cell(1, cut(solution, "train") + "\n\n\n"), Cell(2, stub), Cell(3, "def train(model, x, y:\n    return\n"))
    grade = graded_as(exercise, grader, Submission("linear_regression.ipynb", "linear_regression", "sha256:0", cells))
    assert kind(grade) is Kind.NOT_PYTHON
    assert "not written yet" not in notes(grade)
    assert points(grade) == without("train")


def test_a_syntax_error_of_evals_is_an_exception(told: Told, solution: str) -> None:
    """What student code raises while it runs is no file that can't be read."""
    grade = told(solution.replace("    return tf.reduce_mean(", "    return eval('(') or tf.reduce_mean("))
    assert kind(grade) is Kind.WRONG
    assert "`loss` raised SyntaxError" in box(grade)


def test_a_file_without_one_known_name_is_graded(exercise: Exercise) -> None:
    """Of a file that no name of an exercise is in, a report says what is wrong, if its own name says which one it is."""
    found = parse_submission(b"print 'hello'\n", Path("linear_regression_2.py"))
    assert exercise_of(found, built_in(), None).slug == exercise.slug
    found = parse_submission(b"print 'hello'\n", Path("homework.py"))
    assert exercise_of(found, built_in(), exercise.slug).slug == exercise.slug
    with pytest.raises(SubmissionError, match="Choose one: --exercise linear_regression"):
        exercise_of(found, built_in(), None)


# It can't be run ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "english", "ukrainian"),
    [
        ((NUMBER, "NUM_EXAMPLES = tf.placeholder(tf.int32)"), "TensorFlow 1", "TensorFlow 1"),
        ((IMPORT, f"{IMPORT}\nimport tensorflow.contrib.eager as tfe"), "`tensorflow.contrib`", "TensorFlow 1"),
        ((NUMBER, "NUM_EXAMPLES = int(input())"), "nobody can answer", "відповісти нікому"),
        ((IMPORT, f"{IMPORT}\nfrom my_losses import loss"), "`my_losses`", "`my_losses`"),
    ],
)
def test_code_that_cant_run(told: Told, solution: str, change: tuple[str, str], english: str, ukrainian: str) -> None:
    """What keeps a file from running is told in the box, whatever follows from it."""
    source = cut(solution, "loss") if "my_losses" in change[1] else solution
    grade = told(source.replace(*change))
    assert kind(grade) is Kind.CANNOT_RUN
    assert english in box(grade)
    assert ukrainian in box(grade, "uk")


# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong"), [("training_loop", "trainig_loop"), ("MyModel", "Mymodel"), ("loss", "compute_loss")]
)
def test_one_other_name_is_offered(told: Told, solution: str, right: str, wrong: str) -> None:
    """A name that is mistyped, in other case, or longer is told with its line."""
    assert right in solution
    grade = told(solution.replace(f"def {right}(", f"def {wrong}(").replace(f"class {right}(", f"class {wrong}("))
    assert kind(grade) is Kind.NAMES
    assert f"`{right}` is not defined. You have `{wrong}` (line " in box(grade)
    assert f"`{right}` не визначено. У вас є `{wrong}` (рядок " in box(grade, "uk")


def test_a_file_with_other_things_in_it(told: Told) -> None:
    """Where no wanted name is there, that is said once, and what looks like one is offered."""
    grade = told("import math\n\n\ndef mean_loss(a, b):\n    return math.fabs(a - b)\n")
    assert kind(grade) is Kind.NAMES
    assert "None of the names that this exercise asks for is defined in your file" in box(grade)
    assert "`mean_loss` to `loss`" in box(grade)
    assert "не визначено жодного з імен" in box(grade, "uk")


# Not there, not written, waiting ------------------------------------------------------------------


def test_parts_that_arent_there_are_no_failures(told: Told, solution: str) -> None:
    """Beside a model that is wrong, each later part is `not defined`, and none has failed with the model's error."""
    source = cut(solution, "MyModelKeras", "compile_and_fit", "save_checkpoint")
    grade = told(source.replace("tf.Variable(5.0)", "tf.Variable([5.0])"))
    assert kind(grade) is Kind.WRONG
    assert "MyModel" in box(grade)
    assert notes(grade).count("not defined") == 3
    assert notes(grade, "uk").count("не визначено") == 3
    assert not [
        v for v in grade.verdicts if v.part in ("keras_model", "fit", "checkpoint") and v.outcome is Outcome.FAILED
    ]


def test_stubs_are_not_written_whatever_their_checks_meet(told: Told, solution: str) -> None:
    """A stub is `not written yet`, also where its check stops at another part first; `train` waits for a class in one check."""
    stubs = "def compile_and_fit(model, x, y):\n    raise NotImplementedError\n\n\ndef save_checkpoint(model, path):\n    raise NotImplementedError\n"
    grade = told(f"{cut(solution, 'MyModelKeras', 'compile_and_fit', 'save_checkpoint')}\n\n\n{stubs}")
    assert notes(grade).count("not written yet") == 2
    assert notes(grade).count("waits for") == 1
    assert "the rest waits for MyModelKeras" in notes(grade)
    assert "решта чекає на MyModelKeras" in notes(grade, "uk")


def test_a_librarys_not_implemented_is_no_stub(told: Told, solution: str) -> None:
    """A Keras model with `forward` for `call` is wrong; it isn't `not written yet`."""
    if keras_line() != 3:
        pytest.skip("Keras 2 raises it in other words")
    grade = told(solution.replace("    def call(self, x):", "    def forward(self, x):"))
    assert "not written yet" not in notes(grade)
    assert any(v.part == "keras_model" and v.outcome is Outcome.FAILED for v in grade.verdicts)


def test_a_stub_under_tf_function_is_a_stub(told: Told, solution: str) -> None:
    """AutoGraph's copy of a stub raises what the stub would."""
    stub = "@tf.function\ndef train(model, x, y, learning_rate):\n    if learning_rate >= 0.0:\n        raise NotImplementedError\n    return x\n"
    grade = told(f"{cut(solution, 'train')}\n\n\n{stub}")
    assert "not written yet" in notes(grade)
    assert kind(grade) is Kind.UNWRITTEN


def test_a_missing_return_is_told_as_that(told: Told, solution: str) -> None:
    """A function that computes and returns nothing is told so, and not in kinds of things."""
    grade = told(solution.replace("    return tf.reduce_mean(", "    value = tf.reduce_mean("))
    assert "`loss` returns nothing: is a `return` missing?" in box(grade)
    assert "`loss` нічого не повертає: чи не бракує `return`?" in box(grade, "uk")
    assert points(grade) == without("loss")


def test_a_history_that_isnt_returned_is_told_as_that(told: Told, solution: str) -> None:
    """Where a loop returns nothing and fills no list that is looked at, that nothing is returned is told, and no shapes."""
    source = solution.replace("    return weights, biases, losses\n", "")
    for name in ("weights", "biases", "losses"):
        source = source.replace(f"    {name}.append(", f"    my_{name}.append(").replace(
            f"{name}.clear()", f"my_{name} = []"
        )
    grade = told(
        source.replace(
            "my_weights = [], my_biases = [], my_losses = []", "my_weights, my_biases, my_losses = [], [], []"
        )
    )
    assert "Your loop returns nothing" in box(grade)
    assert "shape" not in box(grade)
    assert points(grade)["training_loop"] == 12


@pytest.mark.parametrize("name", ["markdown", "html", "github", "junit", "gradescope"])
def test_every_report_says_once_which_names_are_missing(told: Told, name: str) -> None:
    """Where no wanted name is there, each format says so at its top, and not only check by check."""
    grade = told("import math\n\n\ndef mean_loss(a, b):\n    return math.fabs(a - b)\n")
    text = FORMATS[name](Report((grade,)), Page(speech("en"), token="x" * 16))
    assert re.sub(r"[\\&;#]|%0A", "", text).count("None of the names that this exercise asks for") >= 1


# One screen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_sample_fits_a_screen(exercise: Exercise, grader: Grader, language: str) -> None:
    """The report on the sample notebook has at most 40 lines of 80 columns."""
    file = ROOT / "examples" / "linear_regression.ipynb"
    grade = graded_as(exercise, grader, read_submission(file))
    lines = notes(grade, language).rstrip("\n").split("\n")
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
