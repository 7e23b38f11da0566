"""Every command that the program knows, run as installed on real input."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.installed.places import Place
from tests.support.case import path_of
from tests.support.courses import write_course
from tests.support.paths import CASES, ROOT, TINY

SAMPLE = ROOT / "examples" / "linear_regression.ipynb"
NAME = "linear_regression.ipynb"
WRONG = path_of("fit_one_epoch")
BACKEND = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""


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
    """The help lists every command that the program knows, and each has a test here."""
    code = "from grader.cli.commands import COMMANDS; print(*COMMANDS)"
    names = set(installed.run("python", "-c", code, cwd=tmp_path).stdout.split())
    told = installed.grade("--help", cwd=tmp_path)
    assert told.returncode == 0
    assert not [name for name in names if name not in told.stdout]
    prefix = "test_grade_"
    tried = {name.removeprefix(prefix).replace("_", "-") for name in globals() if name.startswith(prefix)}
    assert names == tried


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
    """The exercise is there to work on, nothing else is, and grading it gives 0 points."""
    result = installed.grade("start", "mine", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = {path.name for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    assert {"linear_regression.py", "linear_regression.ipynb"} <= names
    assert not list((tmp_path / "mine").rglob("*pycache*"))
    for kind in ("py", "ipynb"):
        [starter] = (tmp_path / "mine").rglob(f"*.{kind}")
        graded = installed.grade(starter, cwd=tmp_path)
        assert graded.returncode == 1, graded.stderr
        assert "0 / 100" in graded.stdout


def test_grade_watch(installed: Place, sample: Path) -> None:
    """In a terminal of 80 columns the verdict appears, and q ends it with the terminal as it was."""
    pytest.importorskip("pyte")
    from tests.support.terminals import Terminal  # noqa: PLC0415 (needs pyte)

    with Terminal("watch", NAME, folder=sample, program=(str(installed.bin / "grade"),)) as terminal:
        terminal.until("/ 100")
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.is_as_before()


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
    assert "80" in next(row for row in rows.splitlines() if row.startswith("bob"))


def test_grade_history(extended: Place, gradebook: Path) -> None:
    """A student's two runs are told."""
    result = extended.grade("history", "bob", "--output", "out", cwd=gradebook)
    assert result.returncode == 0, result.stderr
    assert "80" in result.stdout
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


def test_grade_exercises(installed: Place, tmp_path: Path) -> None:
    """It lists the course that comes with gradetape, and one that pip installed as the page on courses says."""
    own = installed.grade("exercises", cwd=tmp_path)
    assert "Training loops (training-loops " in own.stdout, own.stderr
    assert "linear_regression" in own.stdout
    course = write_course(tmp_path / "course")
    (course / "pyproject.toml").write_text(packaging() + BACKEND, encoding="utf-8")
    site = tmp_path / "site"
    result = installed.run("pip", "install", "-q", "--no-deps", "--target", site, course, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    listed = installed.grade("exercises", cwd=tmp_path, PYTHONPATH=str(site))
    assert "evening-school" in listed.stdout, listed.stderr
    assert f"installed in {site / 'evening_school'}" in " ".join(listed.stdout.split())
    started = installed.grade("start", "work", cwd=tmp_path, PYTHONPATH=str(site))
    assert started.returncode == 0, started.stderr
    assert (tmp_path / "work" / "tiny" / "tiny.py").is_file()


def packaging() -> str:
    """Give the packaging of a course as its page shows it."""
    text = (ROOT / "docs" / "courses.md").read_text(encoding="utf-8")
    [shown] = [block for block in re.findall(r"(?ms)^```toml\n(.*?)^```$", text) if "gradetape.courses" in block]
    return str(shown)


def test_grade_new(extended: Place, tmp_path: Path) -> None:
    """In an empty folder a course is written whose exercise is sound; what pip makes of it is found by its name."""
    folder = tmp_path / "my-course"
    folder.mkdir()
    made = extended.grade("new", "descent", cwd=folder)
    assert made.returncode == 0, made.stderr
    proved = extended.grade("verify", "--seeds", "1", cwd=folder)
    assert proved.returncode == 0, proved.stdout + proved.stderr
    site = tmp_path / "site"
    packed = extended.run("pip", "install", "-q", "--no-deps", "--target", site, folder, cwd=tmp_path)
    assert packed.returncode == 0, packed.stderr
    started = extended.grade("start", "work", cwd=tmp_path, PYTHONPATH=str(site))
    assert started.returncode == 0, started.stderr
    work = tmp_path / "work" / "descent"
    starter = work / "descent.py"
    starter.write_text(starter.read_text(encoding="utf-8").replace("raise NotImplementedError", "return w - gradient"))
    graded = extended.grade("--seed", "1", cwd=work, PYTHONPATH=str(site))
    assert "the learning rate isn't used" in " ".join(graded.stdout.split()), graded.stderr


def test_grade_starters(extended: Place, tmp_path: Path) -> None:
    """A script and a notebook in each language are made of a solution, without what is secret in it."""
    course = write_course(tmp_path / "course")
    shutil.rmtree(course / "exercises" / "tiny")
    solution = course / "reference" / "tiny" / "solution.py"
    text = solution.read_text(encoding="utf-8")
    solution.write_text(text.replace("    return 2 * x", "    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION"))
    result = extended.grade("starters", cwd=course)
    assert result.returncode == 0, result.stderr
    starter = course / "exercises" / "tiny" / "uk" / "tiny.py"
    assert "2 * x" not in starter.read_text(encoding="utf-8")
    assert starter.with_suffix(".ipynb").is_file()
    assert extended.grade("starters", "--check", cwd=course).returncode == 0


def test_grade_verify(installed: Place, tmp_path: Path) -> None:
    """An exercise that an author keeps in a folder of their own is proved sound."""
    for folder in ("exercises", "reference"):
        shutil.copytree(TINY / folder, tmp_path / folder)
    result = installed.grade("verify", "reference/tiny", "--seeds", "1", cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_grade_kit(installed: Place, sample: Path) -> None:
    """A kit is made; where there is nothing but the kit, the sample is graded with it, and says what is wrong."""
    made = installed.grade("kit", "given", "--seeds", "1", cwd=sample)
    assert made.returncode == 0, made.stderr
    [kit] = (sample / "given").rglob("*.kit")
    assert not list((sample / "given").rglob("*pycache*"))
    assert not list((sample / "given").rglob("solution*"))
    graded = installed.grade("--kit", kit, NAME, "--format", "json", cwd=sample)
    assert graded.returncode == 1, graded.stderr
    parts = {part["name"]: part["score"] for part in json.loads(graded.stdout)["grades"][0]["parts"]}
    whole = installed.grade(NAME, "--seed", "1", "--format", "json", cwd=sample)
    for part in json.loads(whole.stdout)["grades"][0]["parts"]:
        assert parts[part["name"]] <= part["score"]
    assert 0 < sum(parts.values()) < 100


def test_grade_gradescope_zip(installed: Place, tmp_path: Path) -> None:
    """The archive is written, and carries no compiled file. tests/installed/test_gradescope.py runs it."""
    result = installed.grade("gradescope-zip", "--exercise", "linear_regression", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = installed.run("python", "-m", "zipfile", "-l", "autograder.zip", cwd=tmp_path).stdout
    assert "run_autograder" in names
    assert "__pycache__" not in names
    assert "solution.py" in names


def test_a_class_needs_a_few_packages_more(installed: Place, sample: Path) -> None:
    """Where the extra isn't installed, the sentence names packages that exist, and not an index's `gradetape`."""
    result = installed.grade("batch", ".", "--output", "out", cwd=sample)
    assert result.returncode == 4, result.stderr
    assert "pip install" in result.stderr
    assert "gradetape[" not in result.stderr


def test_grade_completion(installed: Place, tmp_path: Path) -> None:
    """The script for bash knows the other commands."""
    result = installed.grade("completion", "bash", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "gradescope-zip" in result.stdout
