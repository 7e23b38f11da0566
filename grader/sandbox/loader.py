"""Run a submission as its own module, statement by statement, in a child; the trusted side parses only what it lends."""

from __future__ import annotations
import __future__

import ast
import contextlib
import errno
import os
import re
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.model import NotPython, Raised, Sketch, Span
from grader.sandbox.outline import sketches

# What IPython understands and Python doesn't: magics, shell lines, and help with its question mark at either end.
MAGIC = re.compile(r"\s*(?:[%!?]|[\w.,\s]+=\s*[%!]|[\w.*]+\?{1,2}\s*$)")
# Cell magics whose body is Python; the body of any other (%%bash, %%html, …) is another language.
PYTHON_CELL_MAGICS = ("capture", "time", "timeit", "prun", "python", "python3")
MESSAGE_CHARS = 500
NAME_CHARS = 80
# How a line begins that defines a name, in a cell that can't be parsed: a function or class at whatever depth, since it
# may be the indentation that is wrong.
DEFINES = re.compile(r"[ \t]*(?:async[ \t]+def|def|class)[ \t]+(\w+)|(\w+)[ \t]*=(?!=)")
ANYTHING = "*"
AUTOGRAPH = "__autograph_generated_file"
# What numpy says of a file, instead of naming it as the system does.
NOT_FOUND = re.compile(r"(.+) not found\.")
# What the parser and the compiler raise for text that is no Python, or too deep for them.
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


class MissingDefinition(Exception):
    """A probe asked for a name that the submission doesn't define."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement, compiled; `line` counts through all cells laid end to end, `names` are what it defines."""

    line: int
    code: types.CodeType
    names: tuple[str, ...] = ()


class Work:
    """What a submission defines, as a probe sees it: `work.train(…)`, `"weights" in work`, `work["weights"]`."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise MissingDefinition(name) from None

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, definition: Any) -> None:
        self._namespace[name] = definition

    def __copy__(self) -> Work:
        return Work(self._namespace)

    def __iter__(self) -> Iterator[str]:
        return iter([*self._namespace])

    def __contains__(self, name: str) -> bool:
        return name in self._namespace


@dataclass(frozen=True, slots=True)
class Parsed:
    """A submission's statements in order, where each of its names is defined, and what couldn't be parsed."""

    filename: str
    source: str
    statements: tuple[Statement, ...]
    definitions: Mapping[str, Span]
    problems: tuple[NotPython, ...]
    sketches: tuple[Sketch, ...] = ()


def parse(cells: Sequence[str], filename: str) -> Parsed:
    """Compile a submission; if it isn't Python as a whole, cell by cell, so that one slip costs one cell.

    Line numbers count through all cells laid end to end. Cells that can't be parsed are blank in `source`, so that
    whoever reads it back (`inspect`, AutoGraph) finds Python, and every line where it was.
    """
    kept: list[str] = list(cells)
    problems: list[NotPython] = []
    try:
        trees = [ast.parse("".join(cells), filename)]
    except NOT_PYTHON:
        trees, kept, problems = _parse_each(cells, filename)
    flags = 0
    statements = []
    definitions: dict[str, Span] = {}
    for node in (node for tree in trees for node in tree.body):
        flags |= _future_flags(node)
        try:
            code = compile(ast.Module([node], []), filename, "exec", flags=flags, dont_inherit=True)
        except NOT_PYTHON as error:
            # A `return` outside a function, and the like: Python as to its grammar, and yet none.
            problems.append(replace(_not_python(error, 1), lost=_bound(node)))
            continue
        statements.append(Statement(node.lineno, code, _bound(node)))
        span = Span(node.lineno, node.end_lineno or node.lineno)
        definitions |= {name: replace(span, arguments=_arguments(node, name)) for name in _names(node)}
    outline = sketches(trees)
    return Parsed(filename, "".join(kept), tuple(statements), definitions, tuple(problems), outline)


def _parse_each(cells: Sequence[str], filename: str) -> tuple[list[ast.Module], list[str], list[NotPython]]:
    trees, kept, problems = [], [], []
    first = 1
    for cell in cells:
        source = without_magics(cell)
        try:
            tree = ast.parse(source, filename)
            ast.increment_lineno(tree, first - 1)
            trees.append(tree)
        except NOT_PYTHON as error:
            # Of a file that is one cell nothing is left, so that whatever isn't there may have been meant to stand in it.
            lost = (*_guessed(source), *([ANYTHING] if len(cells) == 1 else []))
            problems.append(replace(_not_python(error, first), lost=lost))
            source = "\n" * cell.count("\n")
        kept.append(source)
        first += cell.count("\n")
    return trees, kept, problems


def _not_python(error: Exception, first: int) -> NotPython:
    line = first + (getattr(error, "lineno", None) or 1) - 1
    return NotPython(type(error).__name__, str(getattr(error, "msg", error)), line)


def without_magics(cell: str) -> str:
    """Blank the lines of a notebook cell that IPython would take and Python refuses; every line stays in its place.

    Only a line at which the parser stops is looked at, so that a `%` or `!` inside a string or an expression stays.
    `%time statement` keeps its statement, and so does a cell under `%%time` or `%%capture`.
    """
    lines = cell.split("\n")
    head = re.match(r"\s*%%(\w+)", cell)
    if head:
        top = next(number for number, line in enumerate(lines) if line.strip())
        if head[1] not in PYTHON_CELL_MAGICS:
            return "\n" * (len(lines) - 1)
        lines[top] = ""
    for _ in lines:
        try:
            ast.parse("\n".join(lines))
            break
        except SyntaxError as error:
            number = (error.lineno or 0) - 1
            if not 0 <= number < len(lines) or not MAGIC.match(lines[number]):
                break
            # A shell line that ends with a backslash takes the next one with it.
            last = number
            while lines[last].endswith("\\") and last + 1 < len(lines):
                last += 1
            lines[number + 1 : last + 1] = [""] * (last - number)
            lines[number] = _without_magic(lines[number])
        except (ValueError, RecursionError, MemoryError):
            break
    return "\n".join(lines)


def _without_magic(line: str) -> str:
    timed = re.match(r"(\s*)%time\s+(?=\S)", line)
    indent = line[: len(line) - len(line.lstrip())]
    return timed[1] + line[timed.end() :] if timed else (indent + "pass" if indent else "")


def _future_flags(node: ast.stmt) -> int:
    """Give what a `from __future__` import sets for every later statement, though each is compiled alone."""
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__":
        return 0
    features = (getattr(__future__, alias.name, None) for alias in node.names)
    flags = 0
    for feature in features:
        flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _names(node: ast.AST) -> Iterator[str]:
    """Give the names that a top-level statement defines, also under `if` or `try`; not those of an inner scope."""
    # Without recursion: how deep an expression is nested, the student decides.
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield inner.name
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif not isinstance(inner, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            waiting += ast.iter_child_nodes(inner)


def _arguments(node: ast.stmt, name: str) -> str | None:
    """Return the arguments that a function, or a class's `__init__`, is written with; None where that can't be told."""
    if isinstance(node, ast.ClassDef):
        inits = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
        return _signature(inits[-1].args, but=1) if inits and node.name == name else None
    return _signature(node.args) if isinstance(node, ast.FunctionDef) and node.name == name else None


def _signature(found: ast.arguments, but: int = 0) -> str:
    """Write arguments as in `model, x, *, rate=...`, but for the first ones."""
    plain = [*found.posonlyargs, *found.args]
    written = [one.arg for one in plain[: len(plain) - len(found.defaults)]]
    written = [*written, *(f"{one.arg}=..." for one in plain[len(written) :])][but:]
    if found.vararg or found.kwonlyargs:
        written.append(f"*{found.vararg.arg}" if found.vararg else "*")
    keywords = zip(found.kwonlyargs, found.kw_defaults, strict=True)
    written += [f"{one.arg}=..." if default else one.arg for one, default in keywords]
    return ", ".join([*written, f"**{found.kwarg.arg}"] if found.kwarg else written)


def _bound(node: ast.stmt) -> tuple[str, ...]:
    """Return the names that a top-level statement defines, those it imports among them."""
    imports = (inner for inner in _statements(node) if isinstance(inner, (ast.Import, ast.ImportFrom)))
    imported = [alias.asname or alias.name.partition(".")[0] for inner in imports for alias in inner.names]
    return tuple(dict.fromkeys([*_names(node), *imported]))


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    """Give a statement and those under it, as of an `if` or `try`; not those of an inner scope."""
    waiting: list[ast.AST] = [node]
    while waiting:
        inner = waiting.pop()
        yield inner
        if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            waiting += ast.iter_child_nodes(inner)


def _guessed(source: str) -> Iterator[str]:
    """Give the names that a cell would define, as far as it shows in lines of a cell that can't be parsed."""
    for line in source.split("\n"):
        found = DEFINES.match(line)
        if found:
            yield found[1] or found[2]
        elif line.startswith(("import ", "from ")):
            with contextlib.suppress(*NOT_PYTHON):
                yield from (name for node in ast.parse(line).body for name in _bound(node))


def run(
    parsed: Parsed, name: str, announce: Callable[[int, Statement], bool]
) -> tuple[Work, tuple[Raised | NotPython, ...]]:
    """Run the statements in order as module `name`; give what they define, and what raised.

    `announce` is told each statement before it runs, and leaves it out by answering False. The source
    is written to the file it is compiled for, so that tracebacks, `inspect` and AutoGraph find it; a statement that
    raises doesn't keep the later ones from running, as in a notebook.
    """
    if name in sys.modules:
        name = f"submission_{name}"
    path = Path(parsed.filename)
    path.write_text(parsed.source, encoding="utf-8", errors="replace")
    module = types.ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    problems: list[Raised | NotPython] = list(parsed.problems)
    for number, statement in enumerate(parsed.statements):
        if not announce(number, statement):
            continue
        try:
            exec(statement.code, module.__dict__)  # noqa: S102 (what this file is for)
        except BaseException as error:  # noqa: BLE001 (SystemExit and KeyboardInterrupt are the student's too)
            failed = trouble(error, str(path))
            problems.append(replace(failed, file=_file_of(error, path.parent), lost=statement.names))
    return Work(module.__dict__), tuple(problems)


def kinds(work: Work, wanted: Sequence[str]) -> dict[str, str]:
    """Return those of the wanted names that are defined, each with nothing if it can be called, else with its type's name.

    Of an object only its type is looked at, since a student's may redefine all that it is asked for.
    """
    return {name: "" if callable(work[name]) else _name_of(type(work[name])) for name in wanted if name in work}


def _name_of(kind: type) -> str:
    return str.__getitem__(_NAME.__get__(kind), slice(NAME_CHARS))


def is_unwritten(error: BaseException, filename: str) -> bool:
    """Whether an error is a stub's own NotImplementedError: raised in the submission's lines, and by no library.

    AutoGraph runs a copy of a function from a file of its own. Without a file's name every such error counts.
    """
    if not isinstance(error, NotImplementedError):
        return False
    frames = traceback.StackSummary.extract(traceback.walk_tb(_TRACEBACK.__get__(error)), lookup_lines=False)
    raised_in = frames[-1].filename if frames else ""
    return not filename or raised_in == filename or AUTOGRAPH in raised_in


def trouble(error: BaseException, filename: str) -> Raised:
    """Describe what student code raised, with the last line of its own file in the traceback; never raises itself.

    Asked of the built-in types, since a student's exception may redefine all that it is asked for.
    """
    try:
        message = str.__getitem__(str(error), slice(MESSAGE_CHARS))
    except BaseException:  # noqa: BLE001 (a student's own __str__ may raise anything)
        message = ""
    trace = _TRACEBACK.__get__(error)
    lines = [
        frame.lineno
        for frame in traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
        if frame.filename == filename
    ]
    line = lines[-1] if lines else None
    return Raised(_name_of(type(error)), message, line, module=_module_of(error))


def _module_of(error: BaseException) -> str | None:
    """Name the module that isn't installed; None where a package is there and only lacks a module of that name."""
    try:
        if not isinstance(error, ModuleNotFoundError):
            return None
        name = _MODULE.__get__(error)
        # A namespace has no file: `google` is one, and `google.colab` isn't installed.
        there = getattr(sys.modules.get(name.partition(".")[0]), "__file__", None)
        return None if there or not name.replace(".", "_").isidentifier() else str(name[:NAME_CHARS])
    except BaseException:  # noqa: BLE001 (what is in sys.modules may be the student's)
        return None


def _file_of(error: BaseException, folder: Path) -> str | None:
    """Name the file that couldn't be opened, as the student wrote it; a long path by its end."""
    try:
        if not isinstance(error, (FileNotFoundError, PermissionError)):
            return None
        path = _FILE.__get__(error)
        if path is None and isinstance(error, FileNotFoundError):
            path = getattr(NOT_FOUND.fullmatch(str(error)), "group", lambda _: None)(1)
        # EPERM is of what no submission may do; it names no file that is missing.
        if path is None or isinstance(path, int) or _ERRNO.__get__(error) == errno.EPERM:
            return None
        name = os.fsdecode(path).removeprefix(f"{folder}{os.sep}")
        return name if len(name) <= NAME_CHARS else f"…{name[1 - NAME_CHARS :]}"
    except BaseException:  # noqa: BLE001 (the error may be the student's)
        return None


_NAME: Any = type.__dict__["__name__"]
_TRACEBACK: Any = BaseException.__dict__["__traceback__"]
_MODULE: Any = ImportError.__dict__["name"]
_FILE: Any = OSError.__dict__["filename"]
_ERRNO: Any = OSError.__dict__["errno"]
