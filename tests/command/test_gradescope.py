"""The archive for Gradescope: its scripts are run as they are, under another root than /autograder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from packaging.requirements import Requirement

from tests.support.case import path_of
from tests.support.environment import PLAIN
from tests.support.installation import HALF, RIGHT
from tests.support.paths import TINY

Command = Callable[..., CompletedProcess[str]]


class Autograder:
    """Gradescope's folders, and what Gradescope does with them."""

    def __init__(self, root: Path, archive: Path) -> None:
        self.root = root
        (root / "submission").mkdir(parents=True)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(root / "source")
            for entry in packed.infolist():
                (root / "source" / entry.filename).chmod(entry.external_attr >> 16)

    def hand_in(self, name: str, content: bytes) -> None:
        """Put a file where Gradescope puts what was handed in."""
        path = self.root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def run(self, **own: str) -> CompletedProcess[str]:
        """Run `run_autograder`, with the Python of these tests in place of the one that setup.sh installs."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= PLAIN | {"AUTOGRADER_ROOT": str(self.root), "AUTOGRADER_PYTHON": sys.executable, "CI": ""} | own
        return subprocess.run(
            [self.root / "source" / "run_autograder"],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def results(self) -> dict[str, object]:
        """Read what was written for Gradescope."""
        return dict(json.loads((self.root / "results" / "results.json").read_text(encoding="utf-8")))


def build(command: Command, folder: Path, *words: str) -> Autograder:
    """Build an archive with the options given, and unpack it as Gradescope does."""
    result = command("gradescope-zip", "--output", folder / "autograder.zip", "--isolation", "auto", *words)
    assert result.returncode == 0, result.stderr
    return Autograder(folder / "autograder", folder / "autograder.zip")


@pytest.fixture
def built(tiny_command: Command, tmp_path: Path) -> Callable[..., Autograder]:
    """Build an archive of the tiny exercise, and lay beside its package what stands in for TensorFlow."""

    def built(*words: str) -> Autograder:
        made = build(tiny_command, tmp_path, *words)
        shutil.copytree(TINY / "tensorflow", made.root / "source" / "gradetape" / "tensorflow")
        return made

    return built


def test_a_submission_for_tensorflow_is_graded(command: Command, tmp_path: Path) -> None:
    """The archive has all that the exercise needs: a submission has its points, whatever its name is."""
    autograder = build(command, tmp_path)
    autograder.hand_in("my work (2).py", path_of("checkpoint_pickle").read_bytes())
    result = autograder.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert autograder.results()["score"] == 96


def test_a_submission_is_graded(built: Callable[..., Autograder]) -> None:
    """A right submission has full marks; a wrong one after it has fewer."""
    autograder = built()
    for submission, score in ((RIGHT, 10), (HALF, 6)):
        autograder.hand_in("my work (2).py", submission.encode())
        result = autograder.run()
        assert result.returncode == 0, result.stdout + result.stderr
        assert autograder.results()["score"] == score


def test_a_seed_is_kept_secret(built: Callable[..., Autograder]) -> None:
    """With a seed, neither it nor an expected value is in the results."""
    autograder = built("--seed", "424242")
    autograder.hand_in("tiny.py", HALF.encode())
    assert autograder.run().returncode == 0
    text = json.dumps(autograder.results())
    assert "424242" not in text
    assert "expected" not in text
    assert "is not the right" in text


def test_files_beside_the_submission_are_not_run(built: Callable[..., Autograder]) -> None:
    """Of several files the one named after the exercise is graded; modules beside it take no part."""
    autograder = built()
    autograder.hand_in("tiny.py", HALF.encode())
    for name in ("grader/__init__.py", "sitecustomize.py", "rich.py", "numpy.py", "conftest.py"):
        autograder.hand_in(name, b"import pathlib\npathlib.Path('/tmp/was_run').touch()\nraise SystemExit('ours')\n")
    result = autograder.run()
    assert result.returncode == 0, result.stdout + result.stderr
    assert autograder.results()["score"] == 6


@pytest.mark.parametrize("names", [(), ("a.py", "b.py"), ("notes.txt",)])
def test_no_submission(built: Callable[..., Autograder], names: tuple[str, ...]) -> None:
    """Where it can't be told what to grade, the student reads what to hand in."""
    autograder = built()
    for name in names:
        autograder.hand_in(name, b"x = 1\n")
    assert autograder.run().returncode == 0
    assert autograder.results() == {
        "score": 0,
        "output": "Hand in one .py or .ipynb file of the exercise.",
    }


def test_a_file_that_cannot_be_graded(built: Callable[..., Autograder]) -> None:
    """A notebook that is none costs no instructor's time: the results say so."""
    autograder = built("--exercise", "tiny")
    autograder.hand_in("broken.ipynb", b"{}")
    assert autograder.run().returncode == 0
    results = autograder.results()
    assert results["score"] == 0
    assert "not a Jupyter notebook" in str(results["output"])


def test_a_machine_that_cannot_grade(built: Callable[..., Autograder], tmp_path: Path) -> None:
    """Without TensorFlow there are no results, so that Gradescope tells the instructors and nobody gets 0."""
    autograder = built()
    autograder.hand_in("tiny.py", HALF.encode())
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 4\n")
    bare.chmod(0o755)
    result = autograder.run(AUTOGRADER_PYTHON=str(bare))
    assert result.returncode == 4
    assert not (autograder.root / "results" / "results.json").exists()


@pytest.mark.parametrize("code", [0, 1, 5])
def test_a_crash_is_no_grade(built: Callable[..., Autograder], tmp_path: Path, code: int) -> None:
    """A Python that ends with any code and leaves no results is the grader's fault; what it wrote of it is printed."""
    autograder = built()
    autograder.hand_in("tiny.py", HALF.encode())
    bare = tmp_path / "python"
    crash = "mkdir -p $XDG_STATE_HOME/gradetape/crashes; echo why > $XDG_STATE_HOME/gradetape/crashes/crash-1.txt"
    bare.write_text(f"#!/bin/sh\n{crash}\nexit {code}\n")
    bare.chmod(0o755)
    result = autograder.run(AUTOGRADER_PYTHON=str(bare))
    assert result.returncode == 5
    assert "why" in result.stdout
    assert not (autograder.root / "results" / "results.json").exists()


def test_the_same_installation_gives_the_same_archive(own_command: Command, tmp_path: Path) -> None:
    """Two archives are the same bytes; both scripts can be executed, and what is needed is pinned."""
    for name in ("one.zip", "two.zip"):
        assert own_command("gradescope-zip", "--output", name).returncode == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
        requirements = packed.read("requirements.txt").decode().splitlines()
    assert modes["setup.sh"] & 0o100
    assert modes["run_autograder"] & 0o100
    here, there = ({"python_version": version} for version in (f"3.{sys.version_info.minor}", "3.99"))
    needed = [Requirement(line) for line in requirements]
    assert all("==" in str(one.specifier) for one in needed if one.marker is None or one.marker.evaluate(here))
    # Another Python may have none of these versions; TensorFlow's decides what is graded.
    kept = [one.name for one in needed if "==" in str(one.specifier) and (not one.marker or one.marker.evaluate(there))]
    assert kept == ["tensorflow"]
    assert {one.name for one in needed if not one.marker or one.marker.evaluate(there)} >= {"numpy", "tensorflow"}
    for script in ("setup.sh", "run_autograder"):
        assert (
            subprocess.run(
                ["bash", "-n", "-c", zipfile.ZipFile(tmp_path / "one.zip").read(script)], check=False
            ).returncode
            == 0
        )


@pytest.mark.parametrize(
    ("words", "code"),
    [(("--exercise", "nonsense"), 2), (("--output", "/nonexistent/a.zip"), 2), (("--visibility", "some"), 2)],
)
def test_what_cannot_be_built(own_command: Command, words: tuple[str, ...], code: int) -> None:
    """A sentence and an exit code, as with every command."""
    result = own_command("gradescope-zip", *words)
    assert result.returncode == code
    assert "Traceback" not in result.stderr
