"""Every command that the program knows, run as installed on real input."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.installed import tutorial
from tests.installed.places import Place
from tests.support.case import path_of
from tests.support.paths import CASES, ROOT

SAMPLE = ROOT / "examples" / "linear_regression.ipynb"
NAME = "linear_regression.ipynb"
WRONG = path_of("checkpoint_pickle")
TEST = re.compile(r"(?m)^def test_grade_(\w+)")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Give a folder with the sample notebook in it."""
    shutil.copy(SAMPLE, tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def gradebook(extended: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a class, graded twice: between the two runs one student mended their work."""
    folder = tmp_path_factory.mktemp("gradebook")
    (folder / "class").mkdir()
    shutil.copy(SAMPLE, folder / "class" / "ann.ipynb")
    shutil.copy(WRONG, folder / "class" / "bob.py")
    for _ in range(2):
        result = extended.grade("batch", "class", "--output", "out", "--seed", "7", cwd=folder)
        assert result.returncode == 0, result.stderr
        shutil.copy(CASES / "linear_regression" / "correct_plain" / "linear_regression.py", folder / "class" / "bob.py")
    return folder


def test_every_command_is_tried(installed: Place, tmp_path: Path) -> None:
    """The help lists every command that the program knows, and each has a test here or is in the tutorial."""
    code = "from grader.cli.commands import COMMANDS; print(*COMMANDS)"
    names = set(installed.run("python", "-c", code, cwd=tmp_path).stdout.split())
    told = installed.grade("--help", cwd=tmp_path)
    assert told.returncode == 0
    assert not [name for name in names if name not in told.stdout]
    files = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    tried = {name.replace("_", "-") for text in files for name in TEST.findall(text)}
    assert names == tried | tutorial.commands()


def test_grade_run(installed: Place, sample: Path) -> None:
    """The sample is graded with or without its name, with and without the word, and every format is written."""
    report = installed.grade(NAME, "--seed", "7", "--format", "json", cwd=sample)
    score = json.loads(report.stdout)["grades"][0]["score"]
    assert 0 < score < 100
    for words in ((), ("run", "--lang", "uk")):
        result = installed.grade(*words, "--seed", "7", cwd=sample)
        assert result.returncode == 1, result.stderr
        assert f"{score:g} / 100" in result.stdout
    page = installed.grade(NAME, "--seed", "7", "--format", "html", "--output", "page.html", cwd=sample)
    assert page.returncode == 1, page.stderr
    assert "<svg" in (sample / "page.html").read_text(encoding="utf-8")


def test_grade_start(installed: Place, tmp_path: Path) -> None:
    """The exercises are there to work on, nothing else is, and grading one as it was given gives 0 points."""
    result = installed.grade("start", "mine", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = {path.name for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    assert {"linear_regression.py", "linear_regression.ipynb"} <= names
    assert not list((tmp_path / "mine").rglob("*pycache*"))
    for kind in ("py", "ipynb"):
        starter = tmp_path / "mine" / "linear_regression" / f"linear_regression.{kind}"
        graded = installed.grade(starter, cwd=tmp_path)
        assert graded.returncode == 1, graded.stderr
        assert "0 / 100" in graded.stdout


def test_grade_hint(installed: Place, sample: Path) -> None:
    """A part that is wrong has a hint, and the next time another."""
    words = ("hint", "train", NAME, "--seed", "7")
    first, second = (installed.grade(*words, cwd=sample, XDG_STATE_HOME=str(sample / "state")) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout.strip()
    assert first.stdout != second.stdout


def test_grade_batch(gradebook: Path) -> None:
    """The class has its table, its page and a page each."""
    out = gradebook / "out"
    assert {"grades.csv", "grades.jsonl", "index.html"} <= {path.name for path in out.iterdir()}
    assert len(list(out.rglob("*.html"))) == 3


def test_grade_report(extended: Place, gradebook: Path) -> None:
    """Tables and pages are made again, as of an earlier run."""
    result = extended.grade("report", "out", "--run", "1", cwd=gradebook)
    assert result.returncode == 0, result.stderr
    rows = (gradebook / "out" / "grades.csv").read_text(encoding="utf-8-sig")
    assert "96" in next(row for row in rows.splitlines() if row.startswith("bob"))


def test_grade_history(extended: Place, gradebook: Path) -> None:
    """A student's two runs are told."""
    result = extended.grade("history", "bob", "--output", "out", cwd=gradebook)
    assert result.returncode == 0, result.stderr
    assert "96" in result.stdout
    assert "100" in result.stdout


def test_grade_diff(extended: Place, gradebook: Path) -> None:
    """Between the two runs one student's points differ."""
    result = extended.grade("diff", "1", "2", "--output", "out", cwd=gradebook)
    assert result.returncode == 0, result.stderr
    assert "bob" in result.stdout
    assert "ann" not in result.stdout


def test_grade_replay(extended: Place, gradebook: Path) -> None:
    """An attempt that is graded once more gives the same."""
    result = extended.grade("replay", "1", "--output", "out", cwd=gradebook)
    assert result.returncode == 0, result.stdout + result.stderr


def test_grade_doctor(installed: Place, tmp_path: Path) -> None:
    """The machine is described, with this version and TensorFlow's."""
    result = installed.grade("doctor", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "TensorFlow" in result.stdout
    assert str(ROOT) not in result.stdout


def test_grade_stop(installed: Place, tmp_path: Path) -> None:
    """It says that nothing was kept, where nothing was."""
    result = installed.grade("stop", cwd=tmp_path, XDG_RUNTIME_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "wasn't kept" in result.stdout


def test_grade_exercises(installed: Place, tmp_path: Path) -> None:
    """It lists the course that comes with gradetape."""
    own = installed.grade("exercises", cwd=tmp_path)
    assert "Training loops (training-loops " in own.stdout, own.stderr
    assert "linear_regression" in own.stdout


def test_a_class_needs_a_few_packages_more(installed: Place, sample: Path) -> None:
    """Where the extra isn't installed, the sentence names packages that exist, and not an index's `gradetape`; no folder is made."""
    result = installed.grade("batch", ".", "--output", "out", cwd=sample)
    assert result.returncode == 4, result.stderr
    assert "pip install" in result.stderr
    assert "gradetape[" not in result.stderr
    assert not (sample / "out").exists()


def test_grade_completion(installed: Place, tmp_path: Path) -> None:
    """The script for bash knows the other commands."""
    result = installed.grade("completion", "bash", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "gradescope-zip" in result.stdout
