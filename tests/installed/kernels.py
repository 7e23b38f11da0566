"""A notebook in a kernel of an environment, and what its reader sees."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.installed.places import Place

if TYPE_CHECKING:
    import nbformat


def outputs(cells: list[str], kernel: str, place: Place, folder: Path) -> list[str]:
    """Run the cells one after another and return what each shows, without markup."""
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name=kernel, resources={"metadata": {"path": folder}}
    )
    client.execute(env=place.variables())
    return ["\n".join(map(_shown, cell.outputs)) for cell in notebook.cells]


def _shown(output: nbformat.NotebookNode) -> str:
    """Return everything of an output that people read."""
    data = output.get("data", {})
    page = re.sub("<[^>]+>", "", data.get("text/html", ""))
    return "\n".join((output.get("text", ""), page, data.get("text/plain", ""), "\n".join(output.get("traceback", ()))))
