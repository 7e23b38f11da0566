"""`%load_ext grader` and `%grade` in a kernel of the environment in which the wheel is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from tests.installed.places import Place
from tests.support.case import path_of
from tests.support.paths import ROOT

nbclient = pytest.importorskip("nbclient")

WRONG = path_of("training_loop_history_not_returned")


@pytest.fixture
def kernel(extended: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the name of a kernel that is started as a user starts it, with the environment's Python."""
    folder = tmp_path / "jupyter" / "kernels" / "installed"
    folder.mkdir(parents=True)
    words = [str(extended.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": words, "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return "installed"


def outputs(cells: list[str], kernel: str, place: Place, folder: Path) -> list[str]:
    """Run the cells one after another and return what each shows, without markup."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name=kernel, resources={"metadata": {"path": folder}}
    )
    client.execute(env=place.variables())
    return ["\n".join(map(shown, cell.outputs)) for cell in notebook.cells]


def shown(output: nbformat.NotebookNode) -> str:
    """Return everything of an output that people read."""
    data = output.get("data", {})
    page = re.sub("<[^>]+>", "", data.get("text/html", ""))
    return "\n".join((output.get("text", ""), page, data.get("text/plain", ""), "\n".join(output.get("traceback", ()))))


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
