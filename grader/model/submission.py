"""A submission as text, and what its definitions look like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a submission as its author sees it: the code cell (None in a .py) and the line, both from 1.

    `executed` says that the cell's number is the one in `In [n]`, and doesn't count the cells from the top.
    """

    cell: int | None
    line: int
    executed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of source that stands or falls by itself; `number` counts a notebook's code cells from 1.

    Of a cell that a running notebook has `executed`, it is the number in `In [n]`.
    """

    number: int | None
    source: str
    executed: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission as text: nothing of it has been parsed or run."""

    path: str
    module_name: str
    digest: str
    cells: tuple[Cell, ...]
    student: str | None = None

    @property
    def is_notebook(self) -> bool:
        """Whether its cells are those of a notebook, which count by number."""
        return bool(self.cells) and self.cells[-1].number is not None

    def where(self, line: int) -> Where:
        """Turn a line of all cells laid end to end (from 1) into the cell and line that the author sees."""
        if not self.is_notebook:
            # A script's lines are counted through all of its pieces, and there may be any number of them.
            return Where(None, line)
        first = 1
        for cell in self.cells:
            length = cell.source.count("\n")
            if line < first + length:
                break
            first += length
        else:
            first -= length
        return Where(cell.number, line - first + 1, cell.executed)

    def last_line(self) -> int:
        """Return the number of the last line of all cells laid end to end; every cell ends with a line break."""
        return sum(cell.source.count("\n") for cell in self.cells)

    def lines(self) -> list[str]:
        """Return the lines of all cells laid end to end; every cell ends with a line break."""
        return "".join(cell.source for cell in self.cells).split("\n")


@dataclass(frozen=True, slots=True)
class Span:
    """First and last line of a definition, counted through all cells laid end to end; the arguments of a function.

    Arguments are written as `model, x, rate=...`: those of a class are its `__init__`'s, without `self`.
    """

    first: int
    last: int
    arguments: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a top-level name of a submission stands for: a digest of its own code, and the names that this looks up.

    Without a digest, its code alone doesn't say what it does.
    """

    digest: str = ""
    uses: tuple[str, ...] = ()


class Stands(str, Enum):
    """Where a submission has something in the place of a definition that is wanted at the top of the file."""

    ALIKE = "alike"
    """At the top, under another name."""
    FUNCTION = "function"
    CLASS = "class"
    BRANCH = "branch"
    """Under an `if`, `else` or the like that didn't run."""
    OTHER_KIND = "other_kind"
    """Under its name, but it can't be called."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A function or class as its head shows it, at whatever depth of a submission; nothing of it has run.

    `stands` is None at the top; else it is `inside` a function or class of that name, or in a branch. `bases` are the
    last names of a class's bases, as `Module` of `tf.Module`. A `stub` can only end in its own `NotImplementedError`.
    A function that `returns` has a `return` with a value.
    """

    name: str
    line: int
    is_class: bool = False
    stands: Stands | None = None
    inside: str = ""
    arguments: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    stub: bool = False
    returns: bool = False
