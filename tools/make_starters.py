"""Make each exercise's starters, a script and a notebook in every language, from its one source.

python tools/make_starters.py            write exercises/<slug>/<language>/<slug>.py and .ipynb
python tools/make_starters.py --check    exit with 1 if a committed starter isn't what its source says

The source, exercises/<slug>/source.py, is a script in jupytext's percent format. Whatever differs by language stands
between markers, each alone on its line; the rest stands once:

    #| en
    (lines of the English starter)
    #| uk
    (lines of the Ukrainian one)
    #| end
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import jupytext
import nbformat

from grader.speech import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
MARKER = "#|"


def script_text(source: str, language: str) -> str:
    """Return the starter of one language; raises ValueError, with the line, where markers don't follow one another."""
    lines, at = [], "end"
    # After `end` comes the first language, after each language the next one, after the last one `end`.
    following = dict(zip(("end", *LANGUAGES), (*LANGUAGES, "end"), strict=True))
    for number, line in enumerate(source.splitlines(keepends=True), start=1):
        if not line.strip().startswith(MARKER):
            lines += [line] if at in {"end", language} else []
            continue
        marked = line.strip().removeprefix(MARKER).strip()
        if marked != following[at]:
            raise ValueError(f"line {number}: expected `{MARKER} {following[at]}`, found `{line.strip()}`")
        at = marked
    if at != "end":
        raise ValueError(f"`{MARKER} {following[at]}` is missing at the end")
    return "".join(lines)


def notebook_text(script: str) -> str:
    """Return the notebook that a script in jupytext's percent format stands for, without outputs."""
    cells = jupytext.reads(script, fmt="py:percent").cells
    for number, cell in enumerate(cells):
        # nbformat draws ids at random, jupytext adds its version to the metadata: neither may differ between two runs.
        cell["id"] = f"cell-{number}"
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"


def made(source: Path) -> Iterator[tuple[Path, bytes]]:
    """Return every file that is made from a source, with its content."""
    slug, text = source.parent.name, source.read_text(encoding="utf-8")
    for language in LANGUAGES:
        try:
            script = script_text(text, language)
        except ValueError as error:
            raise SystemExit(f"{source}: {error}") from error
        yield source.parent / language / f"{slug}.py", script.encode("utf-8")
        yield source.parent / language / f"{slug}.ipynb", notebook_text(script).encode("utf-8")


def main() -> int:
    """Write or check the starters."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for source in sorted((ROOT / "exercises").glob("*/source.py")):
        for path, content in made(source):
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                stale.append(str(path.relative_to(ROOT)))
    if stale:
        print(f"out of date: {', '.join(stale)}; run python tools/make_starters.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
