"""A class of thirty as it comes in: whatever some of them submit, everybody has a row and a page."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installed.places import Place
from tests.support.case import every_case
from tests.support.paths import ROOT

STUDENTS = 30
NAME = "linear_regression.py"
RIGHT = every_case()["correct_plain"].content.decode()
LOOP_WITHOUT_RETURN = every_case()["training_loop_history_not_returned"].content.decode()
ENDLESS = RIGHT.replace("def train(", "while True:\n    pass\n\n\ndef train(", 1)
# What the others submit: some the same program in other words, as in every class.
OTHERS = ("correct_plain", "checkpoint_pickle", "loss_half_square", "keras_model_relu", "train_not_attempted")


@dataclass(frozen=True)
class Graded:
    """What came of the class."""

    code: int
    said: str
    output: Path

    def rows(self) -> dict[str, dict[str, str]]:
        """Return the rows of grades.csv by student."""
        text = (self.output / "grades.csv").read_text(encoding="utf-8-sig")
        return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}


def texts() -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of everybody who didn't take the starter along."""
    yield f"cora/{NAME}", LOOP_WITHOUT_RETURN
    yield f"dan/{NAME}", RIGHT
    yield "dan/first try.py", "import tensorflow as tf\n"
    yield f"eve/{NAME}", RIGHT.replace("learning_rate):", "learning_rate)", 1)
    yield f"finn/{NAME}", ENDLESS
    yield f"gus/{NAME}", ""
    yield "hal/linear_regression.ipynb", '{"cells": [{"cell_type": "code", "source": "x = 1'
    yield "ida/linear_regression.ipynb", (ROOT / "examples" / "linear_regression.ipynb").read_bytes()
    for number in range(STUDENTS - 9):
        text = every_case()[OTHERS[number % len(OTHERS)]].content.decode()
        yield f"student{number:02}/{NAME}", f"# Student {number}\n{text}"


@pytest.fixture(scope="module")
def graded(extended: Place, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Give what a batch made of the class. Ann submits the starter as it is; Bob kept the same bytes beside his notebook."""
    folder = tmp_path_factory.mktemp("class")
    starter = next((extended.packages / "grader" / "content" / "exercises").rglob(NAME))
    for student in ("ann", "bob"):
        (folder / "submissions" / student).mkdir(parents=True)
        shutil.copy(starter, folder / "submissions" / student)
    shutil.copy(ROOT / "examples" / "linear_regression.ipynb", folder / "submissions" / "bob" / "my notebook.ipynb")
    for name, content in texts():
        path = folder / "submissions" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = extended.grade("batch", "submissions", "--output", "week3", "--seed", "7", cwd=folder)
    return Graded(result.returncode, result.stdout + result.stderr, folder / "week3")


def test_everybody_has_a_row_and_a_page(graded: Graded) -> None:
    """There are thirty rows, thirty pages and a class page that links to each; the exit code says that some were refused."""
    assert graded.code == 3, graded.said
    assert "Traceback" not in graded.said
    assert len(graded.rows()) == STUDENTS
    pages = sorted((graded.output / "students").glob("*.html"))
    assert len(pages) == STUDENTS
    text = (graded.output / "index.html").read_text(encoding="utf-8")
    assert not [page.name for page in pages if f"students/{page.name}" not in text]


@pytest.mark.parametrize(("student", "status"), [("gus", "refused"), ("hal", "refused")])
def test_what_cannot_be_graded_is_refused(graded: Graded, student: str, status: str) -> None:
    """An empty file and a damaged notebook are refused, with the reason."""
    row = graded.rows()[student]
    assert row["status"] == status
    assert any("there is no code" in cell or "not a Jupyter notebook" in cell for cell in row.values())


@pytest.mark.parametrize(
    ("student", "least", "most"),
    [
        ("ann", 0, 0),
        ("bob", 73, 73),
        ("cora", 70, 99),
        ("dan", 100, 100),
        ("eve", 0, 99),
        # The endless statement is left out; everything after it is right.
        ("finn", 100, 100),
        ("ida", 73, 73),
        ("student00", 100, 100),
        ("student01", 96, 96),
    ],
)
def test_each_has_their_own_points(graded: Graded, student: str, least: float, most: float) -> None:
    """Equal bytes, a second file, a syntax error or an endless cell cost nobody but who submitted them."""
    row = graded.rows()[student]
    assert row["status"] == "graded"
    assert least <= float(row["score"]) <= most


def test_the_same_command_again_grades_nobody(extended: Place, graded: Graded) -> None:
    """Nothing has changed, so the tables are the same."""
    before = (graded.output / "grades.csv").read_bytes()
    result = extended.grade("batch", "submissions", "--output", "week3", "--seed", "7", cwd=graded.output.parent)
    assert result.returncode == 3, result.stdout + result.stderr
    assert (graded.output / "grades.csv").read_bytes() == before
