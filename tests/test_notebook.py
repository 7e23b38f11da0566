"""`%grade` in a real kernel: the live definitions are asked, and the report stands below the cell."""

from __future__ import annotations

import re

import nbformat
import pytest

from grader.model import Exercise

pytest.importorskip("ipykernel")
pytest.importorskip("nbclient")

WRONG = """
def loss(target_y, predicted_y):
    return tf.reduce_sum(tf.square(target_y - predicted_y))
"""


def outputs(*cells: str) -> list[str]:
    """Run cells in a kernel and give the text that each shows."""
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return ["".join(map(shown, cell.outputs)) for cell in notebook.cells]


def shown(output: nbformat.NotebookNode) -> str:
    """Give an output's text; of a page, without its markup."""
    page = re.sub("<[^>]+>", "", output.get("data", {}).get("text/html", ""))
    return str(output.get("text") or page or output.get("traceback", ""))


def test_live_definitions_are_graded(exercise: Exercise) -> None:
    """The whole notebook, one part, and a part after it was mended: each verdict is about what is defined now."""
    solution = exercise.solution.cells[0].source
    mend = "loss = right"
    texts = outputs(
        f"{solution}\nright = loss\n{WRONG}", "%load_ext grader", "%grade loss --lang en", mend, "%grade loss", "%grade"
    )
    assert "0 / 10" in texts[2]
    assert "expected" in texts[2]
    assert "10 / 10" in texts[4]
    assert "100 / 100" in texts[5]


def test_what_can_not_be_graded_is_said_in_a_sentence() -> None:
    """An unknown part, and options that don't exist, are answered without a traceback."""
    texts = outputs("%load_ext grader", "%grade nonsense --lang en", "%grade --nonsense")
    assert "There is no part 'nonsense'" in texts[1]
    assert "Traceback" not in texts[1] + texts[2]
    assert "--nonsense" in texts[2]
