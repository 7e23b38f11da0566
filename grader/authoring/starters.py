"""Make what students get from what an author wrote: a script and a notebook in every language.

The source is exercises/<slug>/source.py, or else the solution, whose secret lines stand between markers. Both are scripts in
jupytext's percent format. Whatever differs by language stands between markers, too, each alone on its line; the rest stands
once:

    #| en                                   # BEGIN SOLUTION
    (lines of the English starter)          (lines that a student is to write)
    #| uk                                   # END SOLUTION
    (lines of the Ukrainian one)
    #| end
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

from grader.errors import ExerciseError, MachineError
from grader.exercise.files import SOLUTION
from grader.exercise.starters import script
from grader.model import Exercise

SOURCE = "source.py"
LANGUAGE = "#|"
# As authors of nbgrader's and otter's assignments write them.
SECRET = re.compile(r"([ \t]*)#+ ?(BEGIN|END) SOLUTION[ \t]*\n?")
STUB = "raise NotImplementedError\n"
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def made(exercise: Exercise) -> Mapping[Path, bytes]:
    """Return every file that is made from the source, with its content; nothing where starters are written by hand.

    Raises ExerciseError, with file and line, where markers don't follow one another.
    """
    name, source = _source(exercise)
    languages = tuple(exercise.outline.texts)
    files = dict[Path, bytes]()
    if source is not None:
        for language in languages:
            try:
                text = script_text(source, language, languages)
            except ValueError as error:
                raise ExerciseError("{path}: {error}", path=name, error=error) from error
            path = script(exercise, language)
            files |= {path: text.encode(), path.with_suffix(".ipynb"): notebook_text(text).encode()}
    return files


def stale(content: Mapping[Path, bytes]) -> list[Path]:
    """Return the files that aren't there, or hold something else than what was made."""
    return [path for path, data in content.items() if not path.is_file() or path.read_bytes() != data]


def _source(exercise: Exercise) -> tuple[Path, str | None]:
    """Return the source and the path of its file; None where there is none."""
    reference = exercise.own_reference
    path = script(exercise, next(iter(exercise.outline.texts))).parents[1] / SOURCE
    if path.is_file():
        return path, path.read_text(encoding="utf-8")
    solution = reference.files[SOLUTION]
    marked = any(SECRET.fullmatch(line) for line in solution.splitlines())
    return reference.folder / SOLUTION, solution.strip("\n") + "\n" if marked else None


def script_text(source: str, language: str, languages: Sequence[str]) -> str:
    """Return the starter of one language; raises ValueError, with the line, where markers don't follow one another."""
    return "".join(_shown(_of_language(source, language, languages), _in_functions(source)))


def _in_functions(source: str) -> set[int]:
    """Return the numbers of the lines inside of functions; a source isn't Python while it is being written."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return {line for node in functions for line in range(node.lineno + 1, (node.end_lineno or 0) + 1)}


def _of_language(source: str, language: str, languages: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines of one language, each with its number."""
    at = "end"
    # After `end` comes the first language, after each language the next one, after the last one `end`.
    following = dict(zip(("end", *languages), (*languages, "end"), strict=True))
    for number, line in enumerate(source.splitlines(keepends=True), start=1):
        if not line.strip().startswith(LANGUAGE):
            if at in {"end", language}:
                yield number, line
            continue
        marked = line.strip().removeprefix(LANGUAGE).strip()
        if marked != following[at]:
            raise ValueError(f"line {number}: expected `{LANGUAGE} {following[at]}`, found `{line.strip()}`")
        at = marked
    if at != "end":
        raise ValueError(f"`{LANGUAGE} {following[at]}` is missing at the end")


def _shown(lines: Iterator[tuple[int, str]], in_functions: Container[int]) -> Iterator[str]:
    """Yield the lines that students see; a stub stands for what is secret inside of a function, nothing for what isn't."""
    began = 0
    for number, line in lines:
        marker = SECRET.fullmatch(line)
        if marker is None:
            yield from () if began else (line,)
            continue
        indent, word = marker.groups()
        if (word == "BEGIN") == bool(began):
            before = f"a second time after line {began}" if began else "without BEGIN SOLUTION before it"
            raise ValueError(f"line {number}: {word} SOLUTION {before}")
        if word == "BEGIN" and indent:
            if number not in in_functions:
                raise ValueError(f"line {number}: BEGIN SOLUTION belongs into a function, or at the start of a line")
            yield indent + STUB
        began = number if word == "BEGIN" else 0
    if began:
        raise ValueError(f"line {began}: BEGIN SOLUTION without END SOLUTION after it")


def notebook_text(text: str) -> str:
    """Return the notebook that a script in jupytext's percent format stands for, without outputs; raises MachineError."""
    try:
        import jupytext
        import nbformat
    except ImportError as error:
        raise MachineError(
            "jupytext, which writes notebooks, isn't installed. Install it in the same environment as gradetape: "
            "pip install jupytext"
        ) from error
    cells = jupytext.reads(text, fmt="py:percent").cells
    for number, cell in enumerate(cells):
        # nbformat draws ids at random, jupytext adds its version to the metadata: neither may differ between two runs.
        cell["id"] = f"cell-{number}"
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)).rstrip("\n") + "\n"
