"""Grading from Python, and as test items of pytest."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import grader
from grader.feedback.visibility import Feedback
from grader.integrations import pytest_plugin
from tests.support.case import path_of
from tests.support.environment import PLAIN
from tests.support.installation import HALF, Installation
from tests.support.paths import ROOT

# In the part whose known mistakes are told soonest.
WRONG = path_of("checkpoint_pickle")


def test_grade() -> None:
    """`grader.grade` gives the Grade that the reports are made from, and the same for the same seed."""
    first, second = grader.grade_all([WRONG, WRONG], seed=11)
    failed = {verdict.part for verdict in first.verdicts if verdict.outcome is grader.Outcome.FAILED}
    assert failed == {"checkpoint"}
    assert first.seed == 11
    assert (first.total, first.by_check) == (second.total, second.by_check)


def test_the_example_of_the_docs(tmp_path: Path) -> None:
    """The example in docs/api.md runs as it stands."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "linear_regression.py").write_bytes(WRONG.read_bytes())
    script = tmp_path / "example.py"
    script.write_text(code)
    result = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "save_checkpoint restores_the_weights" in result.stdout


@pytest.mark.parametrize(
    ("path", "exercise", "sentence"),
    [("missing.py", None, "no such file"), (str(WRONG), "nonsense", "no exercise 'nonsense'")],
    ids=["no file", "no exercise"],
)
def test_what_cannot_be_graded(path: str, exercise: str | None, sentence: str) -> None:
    """A file that can't be graded raises a GraderError that says what to do."""
    with pytest.raises(grader.GraderError, match=sentence):
        grader.grade(path, exercise)


@pytest.mark.parametrize("seed", [-1, 2**31, 1.5, True, "7"])
def test_a_seed_that_is_none(seed: object) -> None:
    """What is no seed is refused before anything is started, and says which numbers are."""
    with pytest.raises(grader.GraderError, match="from 0 to 2147483647"):
        grader.grade(WRONG, seed=seed)


def test_an_isolation_that_there_is_not() -> None:
    """A word that names no isolation raises a GraderError with those that there are."""
    with pytest.raises(grader.GraderError, match="isolation must be one of require, auto, off, not 'none'"):
        grader.grade(WRONG, isolation="none")


def test_the_door_is_light() -> None:
    """Importing the door loads neither TensorFlow nor what only reports need."""
    code = "import sys, grader; print(sorted({'tensorflow', 'keras', 'nbformat', 'rich', 'pytest'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


# pytest ---------------------------------------------------------------------------------------------


def environment(**own: str) -> dict[str, str]:
    return {**os.environ, **PLAIN, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "CI": "", **own}


def run(folder: Path, *words: str | Path, **own: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as an instructor does, in a folder of its own."""
    # An editable installation may lack the entry point; naming the plugin twice does no harm.
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment(**own), capture_output=True, text=True, timeout=120, check=False
    )


def test_each_check_is_an_item(tmp_path: Path) -> None:
    """26 items, of which those of one part fail with reason and hint, without a line of ours; the same in the JUnit file."""
    result = run(tmp_path, f"--grade-submission={WRONG}", "--grade-seed", "7", "--junitxml", "junit.xml")
    assert result.returncode == 1
    assert "collected 26 items" in result.stdout
    assert "linear_regression.py, line" in result.stdout
    assert "→ " in result.stdout
    for ours in ("Traceback", "pytest_plugin", "pytest_items", "NotPassed", "def runtest"):
        assert ours not in result.stdout
    cases = list(ET.parse(tmp_path / "junit.xml").getroot().iter("testcase"))
    assert len(cases) == 26
    assert {case.get("name", "").split(".")[0] for case in cases if case.find("failure") is not None} == {
        "save_checkpoint"
    }


def test_every_other_pytest_is_left_alone(tmp_path: Path) -> None:
    """Without the option, the plugin loads no other module of ours into a project's tests."""
    own = """
        import sys

        def test_own():
            assert {name for name in sys.modules if name.startswith("grader")} == {"grader", "grader.integrations", "grader.integrations.pytest_plugin"}
    """
    (tmp_path / "test_own.py").write_text(textwrap.dedent(own))
    result = run(tmp_path)
    assert "1 passed" in result.stdout, result.stdout


def test_the_choices_of_the_options_are_those_there_are() -> None:
    """What the plugin lists without loading anything is all that there is."""
    assert list(pytest_plugin.FEEDBACK) == [level.value for level in Feedback]


def test_nothing_is_imported_from_where_tests_lie(tmp_path: Path) -> None:
    """What grades is loaded before pytest adds the folder of a conftest.py to where Python looks: a file may lie there."""
    (tmp_path / "conftest.py").touch()
    for name in ("numpy", "re2", "rich", "grader"):
        (tmp_path / f"{name}.py").write_text("import pathlib\npathlib.Path('was_run').touch()\n")
    words = [Path(sys.executable).with_name("pytest"), f"--grade-submission={WRONG}", "--collect-only", "-q"]
    result = subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert result.stdout.count("::") == 26
    assert not (tmp_path / "was_run").exists()


def test_xdist_grades_once(tiny: Installation, tmp_path: Path) -> None:
    """With two workers and no seed named, one process starts one run, and all of them tell of it."""
    pytest.importorskip("xdist")
    notes = tmp_path / "notes"
    notes.mkdir()
    (tmp_path / "tiny.py").write_text(HALF, encoding="utf-8")
    hook = """
        import os, pathlib, sys

        def notice(event, facts):
            if event == "subprocess.Popen" and "forkserver" in str(facts[1]):
                pathlib.Path("notes", str(os.getpid())).touch()

        sys.addaudithook(notice)
    """
    (tmp_path / "conftest.py").write_text(textwrap.dedent(hook))
    result = run(tmp_path, "--grade-submission=tiny.py", "-n", "2", PYTHONPATH=str(tiny.folder))
    assert result.returncode == 1
    if sys.platform == "linux":
        assert len(list(notes.iterdir())) == 1
    assert "Traceback" not in result.stdout


def test_nothing_beside_a_submission_is_run(tmp_path: Path) -> None:
    """A conftest.py, a test file and settings that were handed in with the submission are neither read nor run."""
    theirs = tmp_path / "handed-in"
    theirs.mkdir()
    (theirs / "linear_regression.py").write_bytes(WRONG.read_bytes())
    for name in ("conftest.py", "test_mine.py", "grader.py", "sitecustomize.py"):
        (theirs / name).write_text("import pathlib\npathlib.Path('was_run').touch()\ndef test_mine(): pass\n")
    (theirs / "pytest.ini").write_text("[pytest]\naddopts = -p test_mine\npythonpath = .\n")
    result = run(tmp_path, "--grade-submission=handed-in/linear_regression.py", "--collect-only", "-q")
    assert result.returncode == 0, result.stderr
    assert "test_mine" not in result.stdout
    assert not (tmp_path / "was_run").exists()
    assert result.stdout.count("handed-in/linear_regression.py::") == 26


def test_with_other_tests(tmp_path: Path) -> None:
    """Tests that are named are run beside the checks; -k chooses among both."""
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n")
    result = run(tmp_path, "test_own.py", f"--grade-submission={WRONG}", "-k", "own or fit", "--collect-only", "-q")
    assert "test_own.py::test_own" in result.stdout
    assert "compile_and_fit.one_batch_an_epoch" in result.stdout
    assert "loss.mean_squared_error" not in result.stdout


@pytest.mark.parametrize("part", ["MyModelKeras", "keras_model"])
def test_a_part_is_chosen_by_either_name(tmp_path: Path, part: str) -> None:
    """-k finds a part by the name that students define, and by its id; the items have the former."""
    result = run(tmp_path, f"--grade-submission={WRONG}", "-k", part, "--collect-only", "-q")
    assert "::MyModelKeras.keras_predicts_a_line" in result.stdout
    assert "::keras_model." not in result.stdout
    assert "::loss." not in result.stdout


def test_a_secret_seed(tiny: Installation, tmp_path: Path) -> None:
    """With a seed from the environment, no expected value is told."""
    (tmp_path / "tiny.py").write_text(HALF, encoding="utf-8")
    own = {"PYTHONPATH": str(tiny.folder), "GRADETAPE_SEED": "5"}
    result = run(tmp_path, "--grade-submission=tiny.py", "-k", "add", **own)
    assert result.returncode == 1
    assert "expected" not in result.stdout
    assert "is not the right" in result.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--grade-submission=missing.py",), "no such file"),
        ((f"--grade-submission={WRONG}", "--grade-exercise", "nonsense"), "no exercise"),
        (("--grade-submission", str(WRONG)), "--grade-submission=FILE"),
    ],
    ids=["no file", "no exercise", "no equals sign"],
)
def test_a_file_that_cannot_be_graded(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    """It is one sentence, and pytest's own exit code for a wrong command line."""
    for more in ((), ("-n", "1")):
        result = run(tmp_path, *words, *more)
        assert result.returncode == pytest.ExitCode.USAGE_ERROR
        assert sentence in result.stdout + result.stderr
        assert "Traceback" not in result.stdout + result.stderr
