"""The cases in `cases/`: submissions, and what must be said of each. `cases/README.md` tells how to add one."""

from __future__ import annotations

import ast
import atexit
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grader.model import Submission
from grader.submission.read import parse_submission
from tests.support.paths import CASES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIRST = "linear_regression"
FACTS = "expected.toml"


@dataclass(frozen=True)
class Case:
    """A submission, and the facts that its header states."""

    exercise: str
    name: str
    file: str
    content: bytes
    about: str
    keras: tuple[int, ...] = (2, 3)
    full: bool = False
    wrong: str | None = None
    affected: tuple[str, ...] = ()
    cause: str | None = None
    named: tuple[str, ...] | Mapping[str, tuple[str, ...]] = ()
    two: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    by_default: tuple[int, ...] | None = None
    over: str = ""
    """The right submission that it is laid over, if it is one."""

    def runs_under(self, keras: int, *, every_case: bool = False) -> bool:
        """Whether it is graded under this version of Keras: where it says so, or wherever it is a case."""
        chosen = self.keras if every_case or self.by_default is None else self.by_default
        return keras in chosen

    def named_under(self, keras: int) -> list[str]:
        """Return the misconceptions that are named under this version of Keras."""
        return [*(self.named.get(str(keras), ()) if isinstance(self.named, Mapping) else self.named)]

    def submission(self) -> Submission:
        """Return it as the grader reads it."""
        return parse_submission(self.content, Path(self.file))


@dataclass(frozen=True)
class Piece:
    """Lines that define something, from `first` up to but not including `end`, counted from 0."""

    name: str
    first: int
    end: int


@cache
def every_case(exercise: str = FIRST) -> Mapping[str, Case]:
    """Return all cases of an exercise by their names, in alphabetical order."""
    folder = CASES / exercise
    cases = [*map(_whole, folder.glob(f"*/{FACTS}")), *map(_laid, folder.glob("wrong/*.py"))]
    return {case.name: case for case in sorted(cases, key=lambda case: case.name)}


@cache
def path_of(name: str) -> Path:
    """Return a file of a case of the first exercise, for who needs one: it stays there until this process ends."""
    case = every_case()[name]
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / case.file).write_bytes(case.content)
    return folder / case.file


def _whole(facts: Path) -> Case:
    exercise = facts.parent.parent.name
    (file,) = facts.parent.glob(f"{exercise}.*")
    return _case(exercise, facts.parent.name, file, file.read_bytes(), tomllib.loads(facts.read_text(encoding="utf-8")))


def _laid(path: Path) -> Case:
    folder, text = path.parent.parent, path.read_text(encoding="utf-8")
    about, _, header = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
    facts = tomllib.loads(header)
    over, without = facts.pop("over", "correct_plain"), facts.pop("without", [])
    base = folder / over / f"{folder.name}.py"
    laid = laid_over(base.read_text(encoding="utf-8"), text, without=tuple(without))
    return _case(folder.name, path.stem, base, laid.encode(), {"about": about, "over": over, **facts})


def _case(exercise: str, name: str, file: Path, content: bytes, facts: Mapping[str, Any]) -> Case:
    frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return Case(exercise, name, file.name, content, **frozen)


def laid_over(base: str, text: str, *, without: tuple[str, ...] = ()) -> str:
    """Return a file with each definition of another in the place of its own of that name, and `without` left out.

    What stands above such a definition goes with it; what stands below the last one is added at the end.
    """
    lines, own = base.splitlines(keepends=True), text.splitlines(keepends=True)
    pieces = list(_pieces(base))
    begin, replacing = _end_of_docstring(text), dict.fromkeys(without, "")
    for piece in _pieces(text):
        if piece.name in {own.name for own in pieces}:
            replacing[piece.name] = "".join(own[begin : piece.end]).lstrip("\n")
            begin = piece.end
    for piece in reversed(pieces):
        if piece.name in replacing:
            lines[piece.first : piece.end] = [replacing.pop(piece.name)]
    assert not replacing, f"not in the right file: {', '.join(replacing)}"
    return "".join([*lines, *own[begin:]])


def _pieces(text: str) -> Iterator[Piece]:
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            first = min(above.lineno for above in (node, *node.decorator_list))
            yield Piece(node.name, first - 1, node.end_lineno or node.lineno)


def _end_of_docstring(text: str) -> int:
    return ast.parse(text).body[0].end_lineno or 0
