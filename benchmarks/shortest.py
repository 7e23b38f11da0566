"""How much an author writes for the same smallest exercise, in gradetape and in other graders; prints a table.

python benchmarks/shortest.py

The exercise has one function and one check with a hint. Each grader's folder in benchmarks/mean_squared_error/ holds the
files that a person writes, and none that the grader makes of them. Lines are those that aren't empty. In a notebook they
are the lines of its cells: its metadata is written by an editor.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "mean_squared_error"
# The graders in the order of the table, with their folders.
GRADERS = {
    "gradetape": "gradetape",
    "check50": "check50",
    "nbgrader": "nbgrader",
    "otter-grader": "otter-grader",
    "PrairieLearn (not run)": "prairielearn",
}
NOTEBOOK = ".ipynb"


def files(folder: Path) -> Sequence[Path]:
    """Return the files that are written for a grader; hidden ones are among them, caches aren't."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def cells(path: Path) -> Sequence[str]:
    """Return the sources of a notebook's cells, of every kind."""
    return ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def lines(path: Path) -> int:
    """Count the lines of a file that aren't empty."""
    texts = cells(path) if path.suffix == NOTEBOOK else [path.read_text(encoding="utf-8")]
    return sum(bool(line.strip()) for text in texts for line in text.splitlines())


def row(name: str, written: Sequence[Path]) -> str:
    """Return a grader's row of the table."""
    in_cells = sum(len(cells(path)) for path in written if path.suffix == NOTEBOOK)
    return f"| {name} | {len(written)} | {in_cells or ''} | {sum(map(lines, written))} |"


def table() -> str:
    """Return the table, as Markdown."""
    head = ["| grader | files | cells of a notebook | lines |", "|---|---:|---:|---:|"]
    return "\n".join([*head, *(row(name, files(FOLDER / folder)) for name, folder in GRADERS.items())])


if __name__ == "__main__":
    print(table())
