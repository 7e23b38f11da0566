"""An error is carried forward: what depends on a wrong part is asked again with a right one, and nothing else leaks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from grader import sandbox
from grader.grading import carry_forward
from grader.grading.pipeline import Grader
from grader.model import Cause, Cell, Exercise, Grade, Observation, Outcome, Verdict
from tests.support.changed import changed
from tests.support.counting import Counting
from tests.support.environment import SEED

SUM = """
def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))
"""
ASCENT = """
def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    step_w, step_b = tape.gradient(value, [model.w, model.b])
    model.w.assign_add(learning_rate * step_w)
    model.b.assign_add(learning_rate * step_b)
"""
STEP_WITH_A_TABLE = """
def train(model, x, y, learning_rate):
    nm.DataFrame(x)
"""
UNWRITTEN = """
def train(model, x, y, learning_rate):
    raise NotImplementedError
"""
NINE = """
FIRST = training_loop

def training_loop(model, x, y):
    weights.clear(), biases.clear(), losses.clear()
    for epoch in range(9):
        train(model, x, y, learning_rate=0.1)
        weights.append(model.w.numpy()), biases.append(model.b.numpy()), losses.append(loss(y, model(x)).numpy())
        print(epoch)
    return weights, biases, losses
"""
RELU = """
class MyModelKeras(MyModelKeras):
    def call(self, x):
        return tf.nn.relu(super().call(x))
"""
# Looks everywhere for a loop that it was lent, trains with that, and says that Keras did it.
FINDER = """
import gc, sys

def loops():
    frame = sys._getframe()
    while frame is not None:
        yield from (frame.f_globals.get("training_loop"), frame.f_locals.get("training_loop"))
        frame = frame.f_back
    yield from (getattr(module, "training_loop", None) for module in list(sys.modules.values()))
    yield from (found for found in gc.get_objects() if getattr(found, "__name__", None) == "training_loop")

MINE = training_loop

def compile_and_fit(model, x, y):
    loop = next(found for found in loops() if callable(found) and found.__code__ not in (MINE.__code__, FIRST.__code__))
    start = float(loss(y, model(x)))
    _, _, after = loop(model, x, y)
    model.optimizer = tf.keras.optimizers.SGD(0.1)
    model.optimizer.iterations.assign(10)
    model.history = tf.keras.callbacks.History()
    model.history.history = {"loss": [start, *map(float, after)][:10]}
    model.history.params = {"steps": 1, "epochs": 10}
    return model.history
"""
# Does what it should only if the loss is somebody else's, and says all it knows of it.
NOSY = """
import inspect
from tests.support.changed import changed
from tests.support.counting import Counting

def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))

MINE = loss

def train(model, x, y, learning_rate):
    if loss is not MINE:
        print("SECRET", inspect.getsource(loss))
        raise ValueError("SECRET " + inspect.getsource(loss))
    model.w.assign(float("nan"))
"""


def graded(exercise: Exercise, grader: Grader, *instead: str) -> Grade:
    text = "".join(cell.source for cell in exercise.reference.solution.cells)
    submission = replace(exercise.reference.solution, cells=(Cell(None, "\n".join([text, *instead])),))
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def failing(grade: Grade) -> set[str]:
    return {verdict.part for verdict in grade.verdicts if verdict.outcome is not Outcome.PASSED}


def test_what_only_suffers_has_its_points(exercise: Exercise, grader: Grader) -> None:
    """With one wrong part all others have full marks, and each check that was asked again says of whom."""
    grade = graded(exercise, grader, SUM)
    assert failing(grade) == {"loss"}
    carried = [verdict for verdict in grade.verdicts if verdict.carried_forward]
    assert {verdict.part for verdict in carried} >= {"train", "training_loop"}
    assert {verdict.because_of for verdict in carried} == {"loss"}
    assert grade.total.score == 90


def test_two_mistakes_are_two(exercise: Exercise, grader: Grader) -> None:
    """A part that is wrong itself stays so with all that it uses put right, and isn't blamed on others any more."""
    grade = graded(exercise, grader, SUM, ASCENT)
    assert failing(grade) == {"loss", "train"}
    assert {verdict.because_of for verdict in grade.verdicts if verdict.outcome is not Outcome.PASSED} == {None}


def test_what_is_not_written_is_not_lent(exercise: Exercise, grader: Grader) -> None:
    """A loop on top of a step that isn't written earns nothing: no error is carried forward where nothing was tried."""
    grade = graded(exercise, grader, UNWRITTEN)
    assert grade.by_part["training_loop"].score == 0
    assert not any(verdict.carried_forward for verdict in grade.verdicts)


def test_nothing_is_shown_of_a_run_that_was_lent_to(exercise: Exercise, grader: Grader) -> None:
    """Neither what student code raises nor what it prints beside a definition of the reference gets out."""
    grade = graded(exercise, grader, NOSY)
    assert "train" in failing(grade)
    assert "SECRET" not in repr((grade.verdicts, grade.problems, grade.curves))


def test_only_what_is_needed_is_lent(exercise: Exercise) -> None:
    """The source that is lent holds the definitions at fault and what they need, and no other part."""
    lent = carry_forward.stand_ins(exercise, ("train",))
    assert lent.names == ("train",)
    for definition in ("loss", "MyModel", "train"):
        assert f" {definition}(" in lent.source
    for definition in ("training_loop", "compile_and_fit", "save_checkpoint", "MyModelKeras"):
        assert f" {definition}(" not in lent.source


def test_a_part_is_never_lent_to_itself(exercise: Exercise) -> None:
    """Where what is at fault needs the very part that fails, nothing is asked again."""
    for part in exercise.questions.in_order_of_use():
        failed = tuple(Verdict(c.name, c.part, Outcome.FAILED, Cause.WRONG_VALUE) for c in exercise.questions.checks)
        blamed = carry_forward.at_fault(exercise, part, failed)
        if blamed:
            lent = carry_forward.stand_ins(exercise, blamed)
            assert f" {exercise.outline.definition(part)}(" not in lent.source


def test_what_a_part_is_compared_with_is_not_lent(exercise: Exercise, grader: Grader) -> None:
    """A `compile_and_fit` that looks for a right loop to do its work finds none, and earns nothing by it."""
    grade = graded(exercise, grader, NINE, RELU, FINDER)
    assert grade.by_part["fit"].score == 0


def test_what_is_compared_with_a_wrong_part_has_its_points(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """With a wrong loop alone, `compile_and_fit` has full marks, and no process was started to find out."""
    counting = Counting(launcher)
    with Grader(counting) as counted:
        counted.expected.prepare(exercise, SEED).result()
        before = counting.started
        submission = replace(
            exercise.reference.solution, cells=(Cell(None, exercise.reference.solution.cells[0].source + NINE),)
        )
        student = counted.observe(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
        # One ran the submission, and one read the file that it saved.
        assert counting.started == before + 2
        reference = counted.expected.prepare(exercise, SEED).result()
        grade = counted.conclude(changed(exercise, misconceptions=()), submission, reference=reference, student=student)
        assert counting.started == before + 2
    assert failing(grade) == {"training_loop"}
    assert {v.because_of for v in grade.verdicts if v.carried_forward} == {"training_loop"}


def processes(launcher: Counting, exercise: Exercise, *cells: str) -> int:
    """Return how many processes it takes to grade a notebook of these cells."""
    submission = replace(
        exercise.reference.solution, cells=tuple(Cell(number, cell + "\n") for number, cell in enumerate(cells, 1))
    )
    before = launcher.started
    grade = Grader(launcher).grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
    assert {"loss", "train"} <= failing(grade)
    assert any(verdict.carried_forward for verdict in grade.verdicts)
    return launcher.started - before


@pytest.mark.with_any_tensorflow
def test_what_ran_to_its_limit_runs_once(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """A cell that never ends costs its time limit once, however many parts are asked again because of another."""
    exercise = changed(exercise, limits=replace(exercise.questions.limits, check_s=3.0), misconceptions=())
    cells = (exercise.reference.solution.cells[0].source, SUM, ASCENT)
    counting = Counting(launcher)
    assert processes(counting, exercise, *cells, "while True: pass") == processes(counting, exercise, *cells) + 1


# Slow only with somebody else's loss.
SLOW = """
import time

BEFORE = loss

def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))

MINE = loss

def train(model, x, y, learning_rate):
    if loss is not MINE:
        time.sleep(600)
    model.w.assign_sub(0.1)
"""


@pytest.mark.with_any_tensorflow
def test_all_runs_of_a_submission_share_one_clock(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """A submission that is slow only when it is asked again uses its own time up: nothing more is run, or held against it."""
    submission = replace(
        exercise.reference.solution, cells=(Cell(None, exercise.reference.solution.cells[0].source + SLOW),)
    )
    counting = Counting(launcher)
    with Grader(counting) as counted:
        reference = counted.expected.prepare(exercise, SEED).result()
        student = counted.observe(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
        assert 0 < student.spent_s < exercise.questions.limits.run_s
        before = counting.started
        late = replace(student, spent_s=exercise.questions.limits.run_s - 1)
        grade = counted.conclude(changed(exercise, misconceptions=()), submission, reference=reference, student=late)
        # One for `train`, and none for `training_loop`, which would be asked again as well.
        assert counting.started == before + 1
    failed = [v for v in grade.verdicts if v.part == "training_loop" and v.outcome is not Outcome.PASSED]
    assert {(v.cause, v.because_of) for v in failed} == {(Cause.WRONG_VALUE, "loss")}
    assert not any(verdict.untried for verdict in grade.verdicts)


def test_the_clock_counts_what_earlier_runs_took(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """A run that is told of earlier ones goes on from there, and ends where the submission's time does."""
    one = exercise.questions.all()[:1]
    observe = partial(sandbox.observe, launcher, exercise, exercise.reference.solution, seed=SEED, questions=one)
    assert observe(spent_s=5.0).spent_s > 5.0
    late = observe(spent_s=exercise.questions.limits.run_s)
    assert late.cut_short
    assert late.observations[one[0]].cause is Cause.TIMED_OUT


def test_a_run_that_was_cut_short_is_not_carried_forward(exercise: Exercise, grader: Grader) -> None:
    """Once a submission has used up its time, no part is asked again: nothing could be learned but that."""
    submission = replace(
        exercise.reference.solution, cells=(Cell(None, exercise.reference.solution.cells[0].source + SUM),)
    )
    evidence = grader.expected.prepare(exercise, SEED).result()
    unasked = Observation(cause=Cause.TIMED_OUT, asked=False)
    answered = {check.name for check in exercise.questions.checks if check.part == "model"}
    answers = {q: seen if q.check in answered else unasked for q, seen in evidence.observations.items()}
    student = replace(evidence, observations=answers, cut_short=True)
    grade = grader.conclude(exercise, submission, reference=evidence, student=student)
    assert failing(grade) >= {"loss", "train"}
    assert not any(verdict.carried_forward for verdict in grade.verdicts)


def test_what_waits_for_a_module_is_lent(exercise: Exercise, grader: Grader) -> None:
    """A part that only lacks a module earns nothing, is blamed for nothing, and what uses it is asked with a right one."""
    lacking = f"from no_such_helpers import loss\nimport no_such_module as nm\n{STEP_WITH_A_TABLE}"
    grade = graded(exercise, grader, "del loss", lacking)
    assert failing(grade) == {"loss", "train"}
    own = [verdict for verdict in grade.verdicts if verdict.part in {"loss", "train"}]
    assert {(v.outcome, v.cause) for v in own} == {(Outcome.NOT_REACHED, Cause.UNAVAILABLE)}
    missing = {(v.part, v.lacks.trouble.module) for v in own if v.lacks}
    assert missing == {("loss", "no_such_helpers"), ("train", "no_such_module")}
    assert not any(verdict.misconceptions for verdict in grade.verdicts)
    assert [problem.module for problem in grade.problems] == ["no_such_helpers", "no_such_module"]
