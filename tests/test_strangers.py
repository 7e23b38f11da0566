"""Mistakes of people who never saw the course: each is named for what it is, and costs points where it was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader import priority, wording
from grader.grading import Grader
from grader.model import Cell, Exercise, Grade, Outcome
from grader.speech import speech
from tests.conftest import SEED, keras_line

GRADIENTS = """
def slopes(model, x, y):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    return tape.gradient(value, [model.w, model.b])

def go(model, slopes, rate):
    for variable, slope in zip([model.w, model.b], slopes):
        variable.assign(variable - rate * slope)
"""
TRAIN = {
    "epochs_in_train": """
def train(model, x, y, learning_rate):
    epoch = 0
    while epoch < 25:
        go(model, slopes(model, x, y), learning_rate)
        epoch += 1
""",
    "batches_in_train": """
def train(model, x, y, learning_rate):
    for few_x, few_y in tf.data.Dataset.from_tensor_slices((x, y)).batch(48):
        go(model, slopes(model, few_x, few_y), learning_rate)
""",
    "data_of_the_module": """
train_x = tf.random.normal([NUM_EXAMPLES])
train_y = f(train_x) + tf.random.normal([NUM_EXAMPLES])

def train(model, x, y, learning_rate):
    go(model, slopes(model, train_x, train_y), learning_rate)
""",
    "model_of_the_module": """
line = MyModel()

def train(model, x, y, learning_rate):
    go(model, slopes(line, x, y), learning_rate)
""",
    # Whole evidence counts for more than one value: that a module's data are read as well isn't what is wrong.
    "uphill": """
all_x = tf.linspace(-2.0, 2.0, 50)
line = MyModel()

def train(model, x, y, learning_rate):
    go(model, slopes(model, x, y), -learning_rate)
    print(float(loss(f(all_x), line(all_x))))
""",
}
FIT = """
def compile_and_fit(model, x, y):
    model.compile("adam" if {size} == 0 else tf.keras.optimizers.SGD(0.1), "mean_squared_error")
    return model.fit(x, y, {size}, 10, 0)
"""
OVERRIDDEN = """
class MyModelKeras(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.w = self.add_weight(name="slope", shape=(), initializer=tf.keras.initializers.Constant(5.0))
        self.b = self.add_weight(name="shift", shape=(), initializer="zeros")

    def __call__(self, inputs, training=None, **options):
        return tf.add(tf.multiply(self.w, inputs), self.b)
"""
RATE = """
def train(model, inputs, targets, step_size):
    go(model, slopes(model, inputs, targets), step_size)

def training_loop(model, x, y):
    rows = []
    for epoch in range(10):
        train(model, x, y, step_size=0.1)
        rows.append((float(model.w), float(model.b), float(loss(y, model(x)))))
        print(epoch, rows[-1])
    return tuple(zip(*rows))
"""
KEYWORD = """
def train(model, x, y, *, learning_rate):
    go(model, slopes(model, x, y), learning_rate)
"""
LOOP = """
def training_loop(model, x, y, epochs, rate=0.1):
    for epoch in range(epochs):
        train(model, x, y, rate)
"""
ALL = {"loss": 10, "model": 10, "train": 25, "training_loop": 20, "keras_model": 10, "fit": 20, "checkpoint": 5}


def graded(exercise: Exercise, grader: Grader, source: str) -> Grade:
    """Grade the reference with definitions of its own put over it."""
    cells = (*exercise.solution.cells, Cell(None, GRADIENTS + source))
    return grader.grade(exercise, replace(exercise.solution, cells=cells), seed=SEED, listener=lambda *_: None)


def points(grade: Grade) -> dict[str, float]:
    return {name: found.score for name, found in grade.by_part.items()}


def named(grade: Grade) -> set[str]:
    return {name for verdict in grade.verdicts for name in verdict.misconceptions}


def first_said(grade: Grade, language: str) -> tuple[str, str]:
    """Return the reason and the hint of what a report shows first."""
    verdict, words = priority.next_step(grade), speech(language)
    assert verdict is not None
    return wording.reason(words, grade.exercise, verdict), wording.hint(words, grade.exercise, verdict)


@pytest.mark.parametrize("name", TRAIN)
def test_what_train_does_instead_of_a_step_is_named(exercise: Exercise, grader: Grader, name: str) -> None:
    """Whatever its numbers are, what one call of `train` makes is named, in both languages, and no other part pays."""
    grade = graded(exercise, grader, TRAIN[name])
    assert named(grade) == {name}
    assert {part for part, score in points(grade).items() if score < ALL[part]} == {"train"}
    for language in ("en", "uk"):
        assert first_said(grade, language)[1] == speech(language).texts(exercise).misconceptions[name]


@pytest.mark.parametrize("size", [20, 100, 128, 200])
def test_a_batch_size_that_is_a_number_is_named(exercise: Exercise, grader: Grader, size: int) -> None:
    """A number that doesn't hold the lesson's 201 points has a text, and costs the check of the batch at least."""
    grade = graded(exercise, grader, FIT.format(size=size))
    assert named(grade) == {"batch_size_written_in"}
    assert points(grade)["fit"] <= 16
    assert {**points(grade), "fit": 20} == ALL
    for language in ("en", "uk"):
        assert (
            first_said(grade, language)[1] == speech(language).texts(exercise).misconceptions["batch_size_written_in"]
        )
    assert size < 200 or first_said(grade, "en")[0] == "201 points are one batch, too: expected yes, got no."


@pytest.mark.parametrize("size", ["len(x)", "x.shape[0]", "int(tf.size(y))", "201", "1000"])
def test_whatever_holds_all_points_is_right(exercise: Exercise, grader: Grader, size: str) -> None:
    """A batch size that follows the data has full marks, and so has a number that holds them all, as the lecture's does."""
    assert points(graded(exercise, grader, FIT.format(size=size))) == ALL


def test_half_of_the_data_is_no_number(exercise: Exercise, grader: Grader) -> None:
    """A batch that is a part of the data, whatever their size, isn't called a fixed number."""
    grade = graded(exercise, grader, FIT.format(size="len(x) // 2"))
    assert named(grade) == set()
    assert points(grade)["fit"] < 20


@pytest.mark.skipif(keras_line() != 3, reason="only Keras 3 knows the class's weights without its own call")
def test_an_overridden_call_costs_points_in_the_class(exercise: Exercise, grader: Grader) -> None:
    """`__call__` in place of `call` is named in the class and loses points there; nothing is said of files or of `fit`."""
    grade = graded(exercise, grader, OVERRIDDEN)
    assert points(grade) == {**ALL, "keras_model": 7}
    assert named(grade) == {"call_with_underscores"}
    said = {language: first_said(grade, language) for language in ("en", "uk")}
    assert said["en"][0] == "the class has a method `call`: expected yes, got no."
    assert all("`__call__`" in hint for _, hint in said.values())
    assert not any(".h5" in text for texts in said.values() for text in texts)


def test_an_argument_with_another_name_is_told_by_both(exercise: Exercise, grader: Grader) -> None:
    """The rate's other name costs the check that passes the rate by its name, and is told beside the one that it must have."""
    grade = graded(exercise, grader, RATE)
    assert points(grade) == {**ALL, "train": 20}
    assert [v.check for v in grade.verdicts if v.outcome is not Outcome.PASSED] == ["follows_the_learning_rate"]
    for language in ("en", "uk"):
        said, _ = first_said(grade, language)
        assert "`step_size`" in said
        assert "learning_rate=..." in said
        assert "TypeError" not in said


def test_an_argument_that_must_be_named_is_right(exercise: Exercise, grader: Grader) -> None:
    """A rate that can only be given by its name is right: no check gives it by its place alone."""
    assert points(graded(exercise, grader, KEYWORD)) == ALL


def test_more_arguments_than_the_task_has_are_told(exercise: Exercise, grader: Grader) -> None:
    """A loop that requires one argument more is told as it is written, beside the way it is called."""
    grade = graded(exercise, grader, LOOP)
    assert points(grade) == {**ALL, "training_loop": 0}
    for language in ("en", "uk"):
        said, _ = first_said(grade, language)
        assert "`training_loop(model, x, y)`" in said
        assert "`training_loop(model, x, y, epochs, rate=...)`" in said
