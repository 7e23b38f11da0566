"""A course of somebody's own, with an exercise that ships a file: the tutorial's, taken through every command."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installed import steps
from tests.installed.autograder import graded, unpack
from tests.installed.kernels import outputs
from tests.installed.places import Built, Place, as_python3, beside, ways
from tests.installed.tutorial import SMOOTH, SWAPPED, UPDATE, follow, solve
from tests.support import clusters

NAME = "smooth_curve.py"
STUDENTS = 20
READ = """with open("losses.csv", encoding="utf-8") as lines:
        return smooth([float(line) for line in lines], alpha)[-1]"""
PART = f'''# %%
def last_average(alpha):
    """Return the last average of the losses in `losses.csv`."""
    # BEGIN SOLUTION
    {READ}
    # END SOLUTION


# %% checks
'''
CHECK = '''@check(part="last_average", calls=("smooth", "update"))
def reads_the_losses(work, rng):
    """Reads the losses from the file.

    Each line of the file is a loss.
    """
    return {"average": work.last_average(float(rng.uniform(0.2, 0.4)))}


# %% misconceptions
'''


@dataclass(frozen=True)
class Own:
    """A course in its author's folder; what pip installed of it; and a submission with every part right, and with one wrong."""

    course: Path
    site: Path
    right: str
    wrong: str

    def installed(self) -> Mapping[str, str]:
        """Return the variables of a shell in which the course is installed."""
        return {"PYTHONPATH": str(self.site)}


@pytest.fixture(scope="module")
def own(built: Built, extended: Place) -> Own:
    """Write a course as the tutorial does, let its exercise ship a file, and install it."""

    def make(folder: Path) -> None:
        course = follow(extended, folder)
        ship_a_file(course)
        result = extended.grade("starters", cwd=course)
        assert result.returncode == 0, result.stderr
        extended.pip("--no-deps", "--target", folder / "site", course)
        for name, update in (("right", UPDATE), ("wrong", SWAPPED)):
            shutil.copy(course / "exercises" / "smooth_curve" / "en" / NAME, folder / name)
            solve(folder / name, update, SMOOTH, READ)

    folder = built.once("own-course", make)
    right, wrong = ((folder / name).read_text(encoding="utf-8") for name in ("right", "wrong"))
    return Own(folder / "my-course", folder / "site", right, wrong)


def ship_a_file(course: Path) -> None:
    """Give the exercise a third part, which reads a file that is handed out with it."""
    source = course / "reference" / "smooth_curve" / "exercise.py"
    text = source.read_text(encoding="utf-8").replace("# %% checks\n", PART).replace("# %% misconceptions\n", CHECK)
    source.write_text(text, encoding="utf-8")
    source.with_name("exercise.toml").write_text('files = ["losses.csv"]\n', encoding="utf-8")
    shipped = course / "exercises" / "smooth_curve" / "files" / "losses.csv"
    shipped.parent.mkdir()
    shipped.write_text("4.0\n2.5\n1.75\n1.5\n", encoding="utf-8")


def scores(report: str) -> dict[str, float]:
    """Return the points of each part in a report in JSON."""
    [grade] = json.loads(report)["grades"]
    return {part["name"]: part["score"] for part in grade["parts"]}


def test_grade_start(own: Own, extended: Place, tmp_path: Path) -> None:
    """A student who installed the course finds it by its name, gets the file beside the starter, and is graded with it."""
    listed = extended.grade("exercises", cwd=tmp_path, **own.installed())
    assert f"installed in {own.site / 'my_course'}" in " ".join(listed.stdout.split()), listed.stderr
    started = extended.grade("start", "work", cwd=tmp_path, **own.installed())
    assert started.returncode == 0, started.stderr
    work = tmp_path / "work" / "smooth_curve"
    assert {path.name for path in work.iterdir()} == {NAME, "smooth_curve.ipynb", "losses.csv"}
    solve(work / NAME, SWAPPED, SMOOTH, READ)
    result = extended.grade("--seed", "1", "--format", "json", cwd=work, **own.installed())
    assert scores(result.stdout) == {"update": 0, "smooth": 1, "last_average": 1}, result.stderr


def test_grade_watch(own: Own, installed: Place, tmp_path: Path) -> None:
    """In a terminal of 80 columns the verdict appears, and after a save the next; q leaves the terminal as it was."""
    pytest.importorskip("pyte")
    from tests.support.terminals import Terminal  # noqa: PLC0415 (needs pyte)

    (tmp_path / NAME).write_text(own.wrong, encoding="utf-8")
    words = ("watch", NAME, "--course", str(own.course))
    with Terminal(*words, folder=tmp_path, program=(str(installed.bin / "grade"),)) as terminal:
        terminal.until("2 / 3")
        (tmp_path / NAME).write_text(own.right, encoding="utf-8")
        terminal.until("3 / 3")
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.is_as_before()


def test_the_magic(own: Own, kernel: str, extended: Place, tmp_path: Path) -> None:
    """`%grade --course` grades the cells above it, and explains the mistake in the course's words."""
    shutil.copy(own.course / "exercises" / "smooth_curve" / "files" / "losses.csv", tmp_path)
    cells = [own.wrong, "%load_ext grader", f"%grade --course {own.course} --lang en"]
    report = outputs(cells, kernel, extended, tmp_path)[-1]
    assert "2 / 3" in report
    assert "`alpha` is the share of the new value" in " ".join(report.split())
    assert "Traceback" not in report


def test_grade_kit(own: Own, extended: Place, installed: Place, tmp_path: Path) -> None:
    """A kit without the solution is made; whoever has nothing but the kit is graded with it, and told what is wrong."""
    made = extended.grade("kit", "given", "--seeds", "1", "--course", own.course, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    names = {path.name for path in (tmp_path / "given").rglob("*") if path.is_file()}
    assert names == {NAME, "smooth_curve.ipynb", "losses.csv", "smooth_curve.kit"}
    [kit] = (tmp_path / "given").rglob("*.kit")
    (kit.parent / NAME).write_text(own.wrong, encoding="utf-8")
    result = installed.grade("--kit", kit.name, NAME, "--format", "json", cwd=kit.parent)
    assert result.returncode == 1, result.stderr
    assert scores(result.stdout) == {"update": 0, "smooth": 1, "last_average": 1}


def test_grade_batch(own: Own, extended: Place, tmp_path: Path) -> None:
    """Two Dask workers that never heard of the course grade a class, half of which is right."""
    for number in range(STUDENTS):
        student = tmp_path / "class" / f"student{number:02}"
        student.mkdir(parents=True)
        # A program of each student's own, so that each is run.
        text = (own.wrong if number % 2 else own.right).replace("values[:1]", f"values[:1] + {number} * []")
        (student / NAME).write_text(text, encoding="utf-8")
    (tmp_path / "workers").mkdir()
    with clusters.cluster(extended.python, tmp_path / "workers", extended.variables(), "--no-nanny") as cluster:
        there = ("--executor", "dask", "--scheduler", cluster.address, "--course", "my-course", "--seed", "1")
        result = extended.grade("batch", "class", "--output", "week3", *there, cwd=tmp_path, **own.installed())
    assert result.returncode == 0, result.stdout + result.stderr
    rows = csv.DictReader((tmp_path / "week3" / "grades.csv").read_text(encoding="utf-8-sig").splitlines())
    points = {row["student"]: float(row["score"]) for row in rows}
    assert points == {f"student{number:02}": 2 if number % 2 else 3 for number in range(STUDENTS)}


def test_grade_gradescope_zip(own: Own, extended: Place, autograder: Path, tmp_path: Path) -> None:
    """What the archive holds of the installed course grades a submission that reads the file."""
    words = ("--course", "my-course", "--isolation", "auto", "--output", tmp_path / "autograder.zip")
    result = extended.grade("gradescope-zip", *words, cwd=tmp_path, **own.installed())
    assert result.returncode == 0, result.stderr
    unpack(tmp_path / "autograder.zip", tmp_path)
    results = graded(tmp_path, autograder, "my work.py", own.wrong.encode())
    assert results["score"] == 2, results


def test_the_action(own: Own, built: Built, runner: Path, tmp_path: Path) -> None:
    """Installed from `course-package`, the course is the one that a pull request is graded with."""
    # TensorFlow is there already.
    beside(Place(runner / "gradetape", runner / "home"), tmp_path, "gradetape")
    path = as_python3(ways()["action"], tmp_path / "bin")
    copy = runner / built.sdist.name.removesuffix(".tar.gz")
    steps.install(tmp_path, copy, tmp_path / "home", path, course_package=str(own.course))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / NAME).write_text(own.wrong, encoding="utf-8")
    result = steps.grade(tmp_path, workspace, pass_mark="60")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "::warning file=smooth_curve.py,line=7," in result.stdout
    facts = dict(line.split("=", 1) for line in (workspace / "output").read_text(encoding="utf-8").splitlines())
    assert (facts["score"], facts["max-score"], facts["passed"]) == ("2", "3", "true")
    assert scores(facts["json"]) == {"update": 0, "smooth": 1, "last_average": 1}
