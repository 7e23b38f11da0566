"""The whole pipeline on real TensorFlow: repeatable, and without mercy for what fits one seed."""

from __future__ import annotations

import dataclasses
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader import sandbox
from grader.errors import InternalError, MachineError
from grader.exercise.course import built_in, hidden
from grader.feedback import loading, sentences
from grader.feedback.wording import Wording
from grader.grading.limits import within
from grader.grading.misconceptions import questions_to
from grader.grading.pipeline import Grader
from grader.i18n import speech
from grader.model import Cause, Cell, Exercise, Grade, Limits, Outcome, Submission
from grader.sandbox.supervisor.process import ChildProcess
from grader.submission import recognize
from tests.support.changed import changed
from tests.support.environment import SEED


def silent(_answered: int, _of: int) -> None:
    pass


def handed_in(exercise: Exercise, *, instead: dict[str, str], before: str = "") -> Submission:
    """Give the reference as a student's file, with some of its text replaced."""
    source = before + exercise.reference.solution.cells[0].source
    for old, new in instead.items():
        assert old in source
        source = source.replace(old, new)
    return Submission("linear_regression.py", "linear_regression", "sha256:0", (Cell(None, source),))


def without_times(grade: Grade) -> Grade:
    verdicts = tuple(dataclasses.replace(verdict, seconds=0.0) for verdict in grade.verdicts)
    return dataclasses.replace(grade, verdicts=verdicts, seconds=0.0)


def test_one_seed_one_grade(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """Two runs with one seed differ in nothing but times, even for a solution that draws at random."""
    exercise = exercise.with_uses("train")
    student = handed_in(
        exercise,
        instead={"return tf.reduce_mean(": "return tf.random.uniform(()) * tf.reduce_mean("},
    )
    first, second = (
        without_times(Grader(launcher).grade(exercise, student, seed=SEED, listener=silent)) for _ in range(2)
    )
    assert first == second
    assert first.total.score < first.total.max_score


def test_what_fails_is_told_before_the_mistake_is_named(exercise: Exercise, grader: Grader) -> None:
    """First of each part that is answered; then with the verdicts of the submission alone, where nothing is put right."""
    grader.expected.prepare(exercise, SEED).result()
    student = handed_in(exercise, instead={"tf.reduce_mean(": "tf.reduce_sum("})
    heard: list[Grade] = []
    grade = grader.grade(exercise, student, seed=SEED, listener=silent, judged=heard.append)
    first, *_, last = heard
    assert {verdict.part for verdict in first.verdicts} == {"loss"}
    assert any(verdict.outcome is Outcome.FAILED for verdict in first.verdicts)
    assert last.by_part["loss"] == grade.by_part["loss"]
    assert last.by_part["train"].score < grade.by_part["train"].score
    assert not any(verdict.misconceptions or verdict.carried_forward for verdict in last.verdicts)
    assert any(verdict.misconceptions for verdict in grade.verdicts)
    # Nothing is told too early: each part's verdicts are those that it has in the end.
    whole = {verdict.check: (verdict.outcome, verdict.cause, verdict.because_of) for verdict in last.verdicts}
    told = [v for early in heard for v in early.verdicts]
    assert [(v.outcome, v.cause, v.because_of) for v in told] == [whole[v.check] for v in told]
    # What is asked again in another process is told with the whole alone.
    assert "checkpoint" not in {v.part for early in heard[:-1] for v in early.verdicts}


def test_another_seed_asks_other_questions(exercise: Exercise, grader: Grader) -> None:
    """Numbers that were right on one seed earn nothing on another."""
    evidence = grader.expected.prepare(exercise, SEED).result()
    answers = {
        (question.draw, name): float(value)
        for question, observation in evidence.observations.items()
        for name, value in observation.values.items()
        if question.check == "mean_squared_error"
    }
    table = {round(value, 4): value for value in answers.values()}
    student = handed_in(
        exercise,
        instead={
            "    return tf.reduce_mean(tf.square(target_y - predicted_y))": (
                "    right = tf.reduce_mean(tf.square(target_y - predicted_y))\n"
                f"    return tf.constant({table}.get(round(float(right), 4), 0.0))"
            )
        },
    )
    remembered = grader.grade(exercise, student, seed=SEED, listener=silent).by_check["mean_squared_error"]
    fresh = grader.grade(exercise, student, seed=SEED + 1, listener=silent).by_check["mean_squared_error"]
    assert remembered.score > 0
    assert fresh.score == 0


@pytest.mark.with_any_tensorflow
def test_the_whole_run_has_an_end(exercise: Exercise, grader: Grader) -> None:
    """When the whole run's time is up, what was answered stands and the rest is not reached."""
    student = handed_in(exercise, instead={"    model.save_weights(path)": "    import time\n    time.sleep(600)"})
    grade = grader.grade(within(exercise, 6.0), student, seed=SEED, listener=silent)
    assert grade.by_part["loss"].score == 10
    assert grade.by_part["checkpoint"].score == 0
    assert grade.seconds < 600
    causes = {verdict.cause for verdict in grade.verdicts if verdict.part == "checkpoint"}
    assert causes == {Cause.TIMED_OUT}


def test_the_time_is_what_was_waited_for(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """A report's seconds are those of the whole grading: the reference, parts asked again, and naming included."""
    student = handed_in(exercise, instead={"tf.reduce_mean": "tf.reduce_sum"})
    began = time.monotonic()
    grade = Grader(launcher).grade(exercise, student, seed=SEED, listener=silent)
    took = time.monotonic() - began
    assert any(verdict.carried_forward for verdict in grade.verdicts)
    assert 0.75 * took <= grade.seconds <= took


def test_a_part_first_and_then_the_whole(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """Who grades one part and then everything, on one seed, has the reference asked everything."""
    with_one = Grader(launcher)
    part = with_one.grade(exercise.with_uses("loss"), exercise.reference.solution, seed=SEED, listener=silent)
    assert part.total.score == part.total.max_score == 10
    whole = with_one.grade(exercise, exercise.reference.solution, seed=SEED, listener=silent)
    assert whole.total.score == whole.total.max_score == 100


def test_threads_that_want_the_same_ask_once(
    exercise: Exercise, launcher: sandbox.Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What misconceptions give is asked once for a seed, however many submissions are graded at a time."""
    started: list[None] = []
    start = launcher.start
    monkeypatch.setattr(launcher, "start", lambda limits: (started.append(None), start(limits))[1])
    asked = [question for wrong in exercise.questions.misconceptions[:2] for question in questions_to(exercise, wrong)]
    alone = Grader(launcher).expected.ask(exercise, SEED, asked)
    processes = len(started)
    mine = Grader(launcher)
    with ThreadPoolExecutor(4) as threads:
        known = list(threads.map(lambda _: mine.expected.ask(exercise, SEED, asked), range(4)))
    assert all(one.keys() == alone.keys() == {*asked} for one in known)
    assert len(started) == 2 * processes


@pytest.mark.with_any_tensorflow
def test_a_fresh_process_gives_the_same_grade(exercise: Exercise, grader: Grader) -> None:
    """Where forking isn't possible, each run loads TensorFlow itself and comes to the same verdicts."""
    # One part: each question of a known mistake loads TensorFlow, too.
    exercise = exercise.only("loss")
    student = handed_in(exercise, instead={"tf.reduce_mean(": "tf.reduce_sum("})
    forked = grader.grade(exercise, student, seed=SEED, listener=silent)
    with Grader(sandbox.FreshProcesses(hidden())) as slow:
        fresh = slow.grade(exercise, student, seed=SEED, listener=silent)
    assert [v.outcome for v in fresh.verdicts] == [v.outcome for v in forked.verdicts]
    assert fresh.total == forked.total
    assert fresh.total.score < fresh.total.max_score


@pytest.mark.with_any_tensorflow
def test_a_lost_fork_server_is_our_fault(exercise: Exercise) -> None:
    """When the process that forks children is gone, the command says so; no student gets a zero for it."""
    server = sandbox.ForkServer(hidden())
    server.ready()
    server.close()
    with pytest.raises(InternalError, match="stopped unexpectedly"):
        Grader(server).grade(exercise, exercise.reference.solution, seed=SEED, listener=silent)


class FailsOnce(sandbox.ForkServer):
    """Starts children, but not the first: as on a disk that is full for a moment."""

    starts = 0

    def start(self, limits: Limits) -> ChildProcess:
        """Start a child, from the second on."""
        self.starts += 1
        if self.starts == 1:
            raise MachineError("The disk is full.")
        return super().start(limits)


@pytest.mark.with_any_tensorflow
def test_a_reference_that_could_not_be_run_is_run_again(exercise: Exercise) -> None:
    """What keeps the reference from running once is told once; the same grader grades when it is over."""
    with Grader(FailsOnce(hidden())) as grader:
        with pytest.raises(MachineError, match="disk is full"):
            grader.expected.prepare(exercise, SEED).result()
        assert grader.expected.prepare(exercise, SEED).result().observations
        assert grader.expected.prepare(exercise, SEED) is grader.expected.prepare(exercise, SEED)


@pytest.mark.with_any_tensorflow
@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
@pytest.mark.parametrize("kind", [sandbox.ForkServer, sandbox.FreshProcesses])
def test_a_process_that_cannot_be_started(kind: type[sandbox.Launcher], exercise: Exercise) -> None:
    """Where the system refuses a process what it needs, that is said, and not that a process stopped."""
    launcher = kind(hidden())  # type: ignore[call-arg]
    launcher.ready()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (sum(1 for _ in Path("/proc/self/fd").iterdir()) - 1, hard))
        with pytest.raises(MachineError, match=r"could not start a process for student code \(.*Too many open files"):
            launcher.start(exercise.questions.limits)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        launcher.close()


def test_a_reference_that_fails_is_broken(exercise: Exercise, launcher: sandbox.Launcher) -> None:
    """A check on which the reference itself gives nothing is broken, whatever the student's work does."""
    source = exercise.reference.solution.cells[0].source.replace("model.save_weights(path)", "raise OSError")
    faulty = changed(exercise, solution=dataclasses.replace(exercise.reference.solution, cells=(Cell(None, source),)))
    grade = Grader(launcher).grade(faulty, exercise.reference.solution, seed=SEED, listener=silent)
    outcomes = {verdict.outcome for verdict in grade.verdicts if verdict.part == "checkpoint"}
    assert outcomes == {Outcome.BROKEN}
    assert grade.by_part["checkpoint"].score == 0


@pytest.mark.with_any_tensorflow
def test_nothing_is_left_behind(exercise: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a grader is closed, no folder of a run is left."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    student = handed_in(exercise, instead={}, before="open('mine.txt', 'w').write('mine')\n")
    with Grader(sandbox.launcher(hidden())) as fresh:
        grade = fresh.grade(exercise, student, seed=SEED, listener=silent)
    assert grade.total.score == 100
    assert list(tmp_path.iterdir()) == []


def test_exercise_of(exercise: Exercise) -> None:
    """A submission's exercise is the one that is named, or that its file's name or its definitions tell."""
    student = handed_in(exercise, instead={})
    assert recognize.exercise_of(student, built_in(), None).slug == "linear_regression"
    other_name = dataclasses.replace(student, module_name="homework")
    assert recognize.exercise_of(other_name, built_in(), None).slug == "linear_regression"
    assert recognize.exercise_of(other_name, built_in(), "linear_regression").slug == "linear_regression"


NAMES_OF_OURS = """
class memory(Exception):
    pass

class exit(BaseException):
    pass

globals()["wall time"] = type("wall time", (Exception,), {})

def loss(target_y, predicted_y):
    raise exit("3")

raise memory("1024")
raise globals()["wall time"]("10")
"""


def test_what_python_said_is_not_what_the_grader_says(exercise: Exercise, grader: Grader) -> None:
    """An exception that is called like an ending of ours is told as an exception, at the top and in a definition."""
    source = exercise.reference.solution.cells[0].source + NAMES_OF_OURS
    student = dataclasses.replace(exercise.reference.solution, cells=(Cell(None, source),))
    grade = grader.grade(exercise.only("loss"), student, seed=SEED, listener=silent)
    problems = [loading.problem(speech("en"), found) for found in grade.problems]
    assert problems == ["memory: 1024", "wall time: 10"]
    verdict = grade.verdicts[0]
    assert sentences.reason(Wording(speech("en"), exercise.outline), verdict) == "`loss` raised exit: 3"
