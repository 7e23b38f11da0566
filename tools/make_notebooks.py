"""Make each starter notebook from the script beside it, the same bytes every time.

python tools/make_notebooks.py            write exercises/<slug>/<slug>.ipynb
python tools/make_notebooks.py --check    exit with 1 if a committed notebook isn't what its script says
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import jupytext
import nbformat

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_text(py_source: str) -> str:
    """Give the notebook that a script in jupytext's percent format stands for, without outputs."""
    cells = jupytext.reads(py_source, fmt="py:percent").cells
    for number, cell in enumerate(cells):
        # nbformat draws ids at random, jupytext adds its version to the metadata: neither may differ between two runs.
        cell["id"] = f"cell-{number}"
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def main() -> int:
    """Write or check the notebooks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for script in sorted((ROOT / "exercises").glob("*/*.py")):
        path = script.with_suffix(".ipynb")
        made = notebook_text(script.read_text(encoding="utf-8")).encode("utf-8")
        if not check:
            path.write_bytes(made)
        elif not path.exists() or path.read_bytes() != made:
            stale.append(path.name)
    if stale:
        print(f"out of date: {', '.join(stale)}; run python tools/make_notebooks.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
