"""A student who grades a file again gets the grade that a first grading would give, and what hasn't changed isn't asked."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader import sandbox
from grader.authoring.kit import make_kit
from grader.grading.pipeline import Grader
from grader.grading.remembered import Remembered, read, written
from grader.model import Cause, Evidence, Exercise, Grade, Observation, Question, Submission
from tests.support.case import every_case
from tests.support.environment import SEED, keras_line
from tests.support.installation import HALF, RIGHT
from tests.support.judged import timeless
from tests.support.reduced import reduced

MISTAKES = ("fit_default_batch_size", "loss_sum_for_mean", "train_ascends", "training_loop_nine_epochs")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take some mistakes by default, and with every case all that are laid over a right submission."""
    if "mistake" in metafunc.fixturenames:
        wrong = [name for name, case in every_case().items() if case.wrong and case.runs_under(keras_line())]
        metafunc.parametrize("mistake", wrong if metafunc.config.getoption("--every-case") else MISTAKES)


@pytest.fixture
def first(launcher: sandbox.Launcher, grader: Grader, exercise: Exercise) -> Grader:
    """Give a grader that knows what the reference gave, and nothing else; it isn't closed, since its processes are shared."""
    made = Grader(launcher)
    made.expected.unseal(exercise, grader.expected.prepare(exercise, SEED).result(), {})
    return made


def after(
    grader: Grader, exercise: Exercise, name: str, launcher: sandbox.Launcher
) -> tuple[Remembered, Grader, Remembered]:
    """Grade a case; return what this leaves, a grader that has read it as it is written, and what that one has read."""
    grade = graded(grader, exercise, every_case()[name].submission())
    left = grader.remembered(exercise, grade, seed=SEED)
    assert left is not None
    found = read(written(left))
    assert found is not None
    made = Grader(launcher)
    made.recall(exercise, found)
    return left, made, found


def graded(grader: Grader, exercise: Exercise, submission: Submission) -> Grade:
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def observed(grader: Grader, exercise: Exercise, submission: Submission) -> Evidence:
    return grader.observe(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def asked(evidence: Evidence, left: Remembered) -> set[Question]:
    """Return the questions whose answers aren't the very objects that were remembered."""
    known = set(map(id, left.answers.values()))
    return {question for question, seen in evidence.observations.items() if id(seen) not in known}


def test_the_same_file_gets_the_same_grade_and_is_asked_no_more(
    mistake: str, first: Grader, exercise: Exercise, launcher: sandbox.Launcher
) -> None:
    """No more than in the process that has graded it before; mistakes, lines and plots are those that were told then."""
    submission = every_case()[mistake].submission()
    left, again, found = after(first, exercise, mistake, launcher)
    anew = asked(observed(again, exercise, submission), found)
    assert anew == asked(observed(first, exercise, submission), left)
    assert timeless(graded(again, exercise, submission)) == timeless(graded(first, exercise, submission))
    assert not left.passed


def test_what_was_mended_is_asked_and_nothing_else(
    first: Grader, exercise: Exercise, launcher: sandbox.Launcher
) -> None:
    """All checks that run `train`; the loss, the models and `fit` are as they were."""
    _, again, found = after(first, exercise, "train_ascends", launcher)
    right = every_case()["correct_plain"].submission()
    concerned = {check.name for check in exercise.questions.checks if "train" in (check.part, *check.calls)}
    assert {question.check for question in asked(observed(again, exercise, right), found)} == concerned
    grade = graded(again, exercise, right)
    assert grade.total.score == 100
    new = again.remembered(exercise, grade, seed=SEED)
    assert new is not None
    assert new.passed


def test_what_was_stopped_is_asked_as_a_whole_again(
    first: Grader, exercise: Exercise, launcher: sandbox.Launcher
) -> None:
    """What is remembered takes no time and prints nothing, so a second grade would get further than the first."""
    left, _, found = after(first, exercise, "rough_exit_in_fit", launcher)
    assert left.answers == {}
    assert found.is_about(exercise)


def test_a_reference_that_was_stopped_is_not_remembered(launcher: sandbox.Launcher, exercise: Exercise) -> None:
    """The machine may have been busy; the next grade asks it again."""
    hung = Evidence(dict.fromkeys(exercise.questions.all(), Observation(cause=Cause.TIMED_OUT)), SEED)
    made = Grader(launcher)
    made.expected.unseal(exercise, hung, {})
    grade = graded(made, exercise, every_case()["correct_plain"].submission())
    assert made.remembered(exercise, grade, seed=SEED) is None


@pytest.fixture
def runtime() -> Iterator[Path]:
    """Give a folder for the socket of a server that nobody else uses; what is left ends with the test."""
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    yield folder
    shutil.rmtree(folder)


def test_grade_takes_new_data_only_after_full_marks(
    tmp_path: Path, runtime: Path, tiny_command: Callable[..., CompletedProcess[str]]
) -> None:
    """The same data while something fails, then other data; with `--no-keep` as well, and another file has its own."""
    path, other = tmp_path / "tiny.py", tmp_path / "other" / "tiny.py"
    kept = {"XDG_RUNTIME_DIR": str(runtime), "GRADETAPE_KEEP": "1"}
    other.parent.mkdir()
    other.write_text(HALF)

    def seed_of(file: Path, *words: str) -> int:
        run = tiny_command(file, "--format", "json", *words, **kept)
        grade = json.loads(run.stdout)["grades"][0]
        assert run.returncode == (0 if grade["score"] == grade["max_score"] else 1)
        return int(grade["seed"])

    path.write_text(HALF)
    seeds = [seed_of(path), seed_of(path)]
    [folder] = (runtime / "gradetape").glob("*.remembered")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]
    path.write_text(RIGHT)
    seeds += [seed_of(path), seed_of(path)]
    assert len({*seeds[:3]}) == 1
    assert seeds[3] != seeds[0]
    path.write_text(HALF)
    last = seed_of(path)
    assert seed_of(other) != last
    assert seed_of(path, "--no-keep") != last
    assert seed_of(path, "--seed", str(last + 1)) == last + 1
    # A directory in the place of one: graded all the same, and nothing else is left.
    one, another = folder.iterdir()
    for file in (one, another):
        file.unlink()
        file.mkdir()
    seed_of(path)
    assert {*folder.iterdir()} == {one, another}
    assert "no longer" in tiny_command("stop", **kept).stdout


def test_a_hint_goes_on_from_the_last_report(
    tmp_path: Path, runtime: Path, tiny_command: Callable[..., CompletedProcess[str]]
) -> None:
    """It is about the data of that report, which stay; where it comes first, it says what it leaves to the next command."""
    path = tmp_path / "tiny.py"
    path.write_text(HALF)
    shell = {"XDG_RUNTIME_DIR": str(runtime), "XDG_STATE_HOME": str(tmp_path / "state"), "GRADETAPE_KEEP": "1"}

    def seed_of_a_grade() -> int:
        return int(json.loads(tiny_command(path, "--format", "json", **shell).stdout)["grades"][0]["seed"])

    first = tiny_command("hint", "add", path, **shell)
    assert first.stdout.startswith("Hint 1 of 3 on `add`")
    assert "TensorFlow stays loaded" in first.stderr
    seed = seed_of_a_grade()
    second = tiny_command("hint", "add", path, **shell)
    assert second.stdout.startswith("Hint 2 of 3 on `add`")
    assert second.stderr == ""
    assert seed_of_a_grade() == seed
    # On data of its own, which the next report has then.
    assert tiny_command("hint", "add", path, "--seed", str(seed + 1), **shell).returncode == 0
    assert seed_of_a_grade() == seed + 1
    assert "no longer" in tiny_command("stop", **shell).stdout


def test_the_seed_is_one_of_the_kit(
    tmp_path: Path, runtime: Path, grader: Grader, command: Callable[..., CompletedProcess[str]]
) -> None:
    """Also where the kit that was used last had others."""
    exercise, path = reduced(tmp_path), tmp_path / "linear_regression.py"
    path.write_bytes(every_case()["train_ascends"].content)
    for seed in (SEED, SEED + 1):
        kit = tmp_path / f"{seed}.kit"
        kit.write_bytes(make_kit(exercise, grader, [seed]))
        run = command(path, "--kit", kit, "--format", "json", XDG_RUNTIME_DIR=str(runtime))
        assert json.loads(run.stdout)["grades"][0]["seed"] == seed
    command("stop", XDG_RUNTIME_DIR=str(runtime))
