"""`%load_ext grader` and `%grade` in a kernel of the environment in which the wheel is installed."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from tests.installed.kernels import outputs
from tests.installed.places import Place
from tests.support.case import path_of
from tests.support.paths import ROOT

nbclient = pytest.importorskip("nbclient")

WRONG = path_of("training_loop_history_not_returned")


def test_the_sample_notebook_grades_itself(kernel: str, extended: Place, tmp_path: Path) -> None:
    """The sample's own cells run, then `%grade` has the points that `grade` has for the file."""
    sample = nbformat.read(ROOT / "examples" / "linear_regression.ipynb", as_version=4)
    cells = [cell.source for cell in sample.cells if cell.cell_type == "code"]
    where = "import grader; print(grader.__file__)"
    texts = outputs(
        [*cells, where, "%load_ext grader", "%grade --lang en", "%grade train --lang en"], kernel, extended, tmp_path
    )
    assert str(extended.packages) in texts[-4]
    by_file = extended.grade(ROOT / "examples" / "linear_regression.ipynb", "--format", "json", cwd=tmp_path)
    score = json.loads(by_file.stdout)["grades"][0]["score"]
    assert f"{score:g} / 100" in texts[-2]
    assert "train" in texts[-1]
    assert "Traceback" not in texts[-2] + texts[-1]


def test_a_loop_without_return_has_its_report(kernel: str, extended: Place, tmp_path: Path) -> None:
    """The report stands below the cell, as page and as text, also where there is no history to draw."""
    texts = outputs(
        [WRONG.read_text(encoding="utf-8"), "%load_ext grader", "%grade --lang en"], kernel, extended, tmp_path
    )
    assert "/ 100" in texts[-1]
    assert "Traceback" not in texts[-1]
    assert "IPython.core.display" not in texts[-1]
