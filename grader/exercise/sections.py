"""The other forms in which sources may lie: all in one file, or the solution as a notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

ONE = "exercise.py"
"""Holds solution, checks and misconceptions, each in cells of its own; its sections have the names of the files."""
NOTEBOOK = "solution.ipynb"
FIRST = "solution"
HEAD = re.compile(r"# ?%% (solution|checks|misconceptions)[ \t]*\n?")
# IPython's own lines; no Python.
MAGIC = ("%", "!")


def sections(text: str) -> dict[str, str]:
    """Return the files that one file stands for; all that comes before a named cell is the solution.

    Each line keeps its number, since errors are told with it: in its place the other files have an empty line.
    """
    lines = text.splitlines(keepends=True)
    where = list(_sections_of(lines))
    named = dict.fromkeys(where)
    return {f"{name}.py": _kept(lines, [one == name for one in where]) for name in named}


def _sections_of(lines: list[str]) -> Iterator[str]:
    here = FIRST
    for line in lines:
        head = HEAD.fullmatch(line)
        here = head[1] if head else here
        yield here


def _kept(lines: list[str], keep: list[bool]) -> str:
    return "".join(line if kept else "\n" for line, kept in zip(lines, keep, strict=True)).rstrip() + "\n"


def script_of(notebook: str) -> str:
    """Return the script, in jupytext's percent format, that a notebook's text stands for; raises ValueError if it is none."""
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(notebook)["cells"]]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("it isn't a notebook in format 4") from error
    return "\n".join(_cell(kind, source) for kind, source in cells)


def _cell(kind: str, source: str) -> str:
    if kind == "code":
        lines = [f"# {line}" if line.startswith(MAGIC) else line for line in source.splitlines()]
        return "\n".join(["# %%", *lines, ""])
    return "\n".join([f"# %% [{kind}]", *(f"# {line}".rstrip() for line in source.splitlines()), ""])
