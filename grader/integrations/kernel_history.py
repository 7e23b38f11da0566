"""What a notebook's kernel has run, as the cells that a saved notebook would have.

`%grade` grades text, as `grade FILE` does, so that both give the same score. The kernel knows no notebook, only what it ran
and in which order. Five rules turn that into cells:

1. A cell counts as it was last run, at the place of its first run. Notebooks are written from top to bottom, so that is
   almost always its place in the notebook.
2. A cell stands below those that define or import what it uses, whenever they were run first: imports come first.
3. The later run wins, as it did in the kernel. A cell that was run again after one that stands below it and defines the
   same name runs once more at the end.
4. A cell that was interrupted counts up to the statement that was interrupted. A cell that raised counts whole, as in a
   file.
5. Without ids (in a terminal, or before `%load_ext grader`) each text is a cell of its own.

The number of a cell is that of its last run, which the student sees beside it as `In [n]`.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.errors import SubmissionError
from grader.model import Cell
from grader.reasons import Reason
from grader.sandbox.protocol.source import NOT_PYTHON, without_magics
from grader.submission.read import LARGEST_CODE, whole_lines

MOST_CELLS = 1000
# `%reset` empties the namespace; `%reset_selective`, `%reset in` and the like don't.
RESET = re.compile(r"(?m)^[ \t]*%reset(?:[ \t]+-[sf]+)*[ \t]*$")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a cell: its number in `In [n]`, its text, and the cell's id where the front end sent one.

    `interrupted` is the line at which the student interrupted it.
    """

    number: int
    source: str
    cell_id: str | None = None
    interrupted: int | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    """The global names that a cell defines, those that it imports, and those of other cells that it uses."""

    defined: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()


def cells_of(runs: Sequence[Run]) -> tuple[Cell, ...]:
    """Return the cells that define what `runs` have defined; SubmissionError if that is more than a submission may have."""
    last: dict[str, Run] = {}
    for run in _since_reset(runs):
        last[run.cell_id or run.source] = run
    if len(last) > MOST_CELLS or sum(len(run.source) for run in last.values()) > LARGEST_CODE:
        raise SubmissionError(Reason.TOO_MUCH_RUN)
    names = {run.number: _names(run.source) for run in last.values()}
    standing = list(_in_order(list(last.values()), names))
    return tuple(_cell(run) for run in [*standing, *_once_more(standing, names)])


def _since_reset(runs: Sequence[Run]) -> Sequence[Run]:
    resets = [place for place, run in enumerate(runs) if RESET.search(run.source)]
    return runs[resets[-1] :] if resets else runs


def _in_order(waiting: list[Run], names: dict[int, _Names]) -> Iterator[Run]:
    """Yield the cells, each below those that have what it uses; where they need one another, in the order they came."""
    there: set[str] = set()
    while waiting:
        offered = set().union(*(_offered(names[run.number]) for run in waiting)) - there
        ready = (run for run in waiting if names[run.number].used.isdisjoint(offered))
        run = next(ready, waiting[0])
        waiting.remove(run)
        there |= _offered(names[run.number])
        yield run


def _offered(names: _Names) -> frozenset[str]:
    return names.defined | names.imported


def _once_more(standing: list[Run], names: dict[int, _Names]) -> list[Run]:
    """Return the cells whose definitions would lose to those of a cell that was run earlier, in the order of their runs."""
    place = {run.number: place for place, run in enumerate(standing)}
    again: list[Run] = []
    for run in sorted(standing, key=lambda run: run.number):
        below = (other for other in standing[place[run.number] + 1 :] if other.number < run.number)
        defined = names[run.number].defined
        if any(not defined.isdisjoint(names[other.number].defined) for other in (*again, *below)):
            again.append(run)
    return again


def _names(source: str) -> _Names:
    try:
        # Python warns of what the student was warned of when the cell was run.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            top = symtable.symtable(without_magics(source), "cell", "exec")
    except NOT_PYTHON:
        return _Names()
    symbols = top.get_symbols()
    imported = frozenset(symbol.get_name() for symbol in symbols if symbol.is_imported())
    defined = frozenset(symbol.get_name() for symbol in symbols if symbol.is_assigned()) - imported
    return _Names(defined, imported, frozenset(_used(top)) - defined - imported)


def _used(top: symtable.SymbolTable) -> Iterator[str]:
    """Yield the global names that a cell refers to, also those in its functions and classes."""
    waiting = [top]
    while waiting:
        table = waiting.pop()
        at_top = table is top
        yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and (at_top or s.is_global()))
        waiting += table.get_children()


def _cell(run: Run) -> Cell:
    source = run.source if run.interrupted is None else before(run.source, run.interrupted)
    return Cell(run.number, whole_lines(source), executed=True)


def before(source: str, line: int) -> str:
    """Return what stands before the top-level statement that has this line (from 1)."""
    try:
        statements = ast.parse(without_magics(source)).body
    except NOT_PYTHON:
        statements = []
    inside = (s.lineno for s in statements if s.lineno <= line <= (s.end_lineno or s.lineno))
    return "".join(f"{text}\n" for text in whole_lines(source).split("\n")[: next(inside, line) - 1])
