"""Form earns nothing without substance: what looks right, and isn't, has no points."""

from __future__ import annotations

from dataclasses import replace

from grader.grading.pipeline import Grader
from grader.model import Cell, Exercise, Grade
from tests.support.environment import SEED

# Saves nothing, and has whoever loads it find what was saved.
REMEMBERING = """
SAVED = []

def load_weights(model, *_, **__):
    model.w.assign(SAVED[-1][0])
    model.b.assign(SAVED[-1][1])

MyModelKeras.load_weights = load_weights
tf.keras.Model.load_weights = load_weights

def save_checkpoint(model, path):
    SAVED.append((float(model.w), float(model.b)))
    open(path, "wb").close()
"""
# What was right on another seed, or is right on every one as far as it goes.
TABLE = """
class Line(tf.Module):
    def __init__(self, **kwargs):
        self.w, self.b = 5.0, 0.0

    def __call__(self, x):
        return tf.constant([-9.1, -8.9, -8.7])

class MyModel(Line):
    pass

class MyModelKeras(Line):
    pass

def loss(target_y, predicted_y):
    return tf.constant(9.0734)

def train(model, x, y, learning_rate):
    model.w, model.b = 4.6121, 0.4132

NUMBERS = [4.61, 4.29, 4.03, 3.83, 3.66, 3.53, 3.42, 3.33, 3.26, 3.21]

def training_loop(model, x, y):
    for number in NUMBERS:
        print("Epoch", number)
    return NUMBERS, NUMBERS, NUMBERS

def compile_and_fit(model, x, y):
    history = tf.keras.callbacks.History()
    history.history = {"loss": NUMBERS}
    return history

def save_checkpoint(model, path):
    pass
"""
NOT_A_NUMBER = """
def compile_and_fit(model, x, y):
    nan = float("nan")
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.1), loss=lambda target, value: nan * value)
    return model.fit(x, y, epochs=10, batch_size=len(x), verbose=0)
"""
MADE_UP = """
class History:
    history = {"loss": [9.0, 7.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.8, 1.6, 1.5]}
    params = {"steps": 1, "epochs": 10}

def compile_and_fit(model, x, y):
    model.history = History()
    model.optimizer = tf.keras.optimizers.SGD(0.1)
    model.optimizer.iterations.assign(10)
    return model.history
"""


def graded(exercise: Exercise, grader: Grader, instead: str, *parts: str) -> Grade:
    """Grade the solution with some of its definitions replaced, on these parts alone if any is named."""
    grader.expected.prepare(exercise, SEED).result()
    submission = replace(
        exercise.reference.solution, cells=(Cell(None, exercise.reference.solution.cells[0].source + instead),)
    )
    asked = exercise.only(*parts) if parts else exercise
    return grader.grade(asked, submission, seed=SEED, listener=lambda _answered, _of: None)


def test_a_file_is_read_where_no_student_says_what_is_in_it(exercise: Exercise, grader: Grader) -> None:
    """A `load_weights` of one's own, in the class or in Keras itself, restores nothing that isn't in the file."""
    grade = graded(exercise, grader, REMEMBERING, "checkpoint")
    assert grade.by_check["restores_the_weights"].score == 0
    right = graded(exercise, grader, "", "checkpoint")
    assert right.total.score == right.total.max_score


def test_remembered_numbers_earn_nothing(exercise: Exercise, grader: Grader) -> None:
    """Numbers that are written down, the two of the start among them, are worth nothing in any part."""
    grade = graded(exercise, grader, TABLE)
    assert {check: points.score for check, points in grade.by_check.items() if points.score} == {}


def test_a_fit_that_gives_no_numbers_earns_nothing(exercise: Exercise, grader: Grader) -> None:
    """Ten losses that aren't numbers, and a model that training has ruined, are neither ten losses nor ten updates."""
    grade = graded(exercise, grader, NOT_A_NUMBER)
    assert grade.by_part["fit"].score == 0


def test_a_history_of_ones_own_earns_nothing(exercise: Exercise, grader: Grader) -> None:
    """Ten falling losses and the right counts, with no training behind them, are worth nothing."""
    grade = graded(exercise, grader, MADE_UP)
    assert grade.by_part["fit"].score == 0
