"""Source as statements, compiled one by one: a submission's, and what is lent of a solution.

Nothing is run here.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.model import NotPython, Sketch, Span
from grader.sandbox.protocol.outline import sketches

# What IPython understands and Python doesn't: magics, shell lines, and help with its question mark at either end.
MAGIC = re.compile(r"\s*(?:[%!?]|[\w.,\s]+=\s*[%!]|[\w.*]+\?{1,2}\s*$)")
# Cell magics whose body is Python; the body of any other (%%bash, %%html, …) is another language.
PYTHON_CELL_MAGICS = ("capture", "time", "timeit", "prun", "python", "python3")
# How a line begins that defines a name, in a cell that can't be parsed: a function or class at whatever depth, since it
# may be the indentation that is wrong.
DEFINES = re.compile(r"[ \t]*(?:async[ \t]+def|def|class)[ \t]+(\w+)|(\w+)[ \t]*=(?!=)")
ANYTHING = "*"
# What the parser and the compiler raise for text that is no Python, or too deep for them.
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement, compiled; `line` counts through all cells laid end to end, `names` are what it defines."""

    line: int
    code: types.CodeType
    names: tuple[str, ...] = ()


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
            problems.append(replace(_not_python(error, 1), lost=bound(node)))
            continue
        statements.append(Statement(node.lineno, code, bound(node)))
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
    """Return what a `from __future__` import sets for every later statement, though each is compiled alone."""
    if not isinstance(node, ast.ImportFrom) or node.module != "__future__":
        return 0
    features = (getattr(__future__, alias.name, None) for alias in node.names)
    flags = 0
    for feature in features:
        flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a top-level statement defines, also under `if` or `try`; not those of an inner scope."""
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


def bound(node: ast.stmt) -> tuple[str, ...]:
    """Return the names that a top-level statement defines, those it imports among them."""
    imports = (inner for inner in _statements(node) if isinstance(inner, (ast.Import, ast.ImportFrom)))
    imported = [alias.asname or alias.name.partition(".")[0] for inner in imports for alias in inner.names]
    return tuple(dict.fromkeys([*_names(node), *imported]))


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield a statement and those under it, as of an `if` or `try`; not those of an inner scope."""
    waiting: list[ast.AST] = [node]
    while waiting:
        inner = waiting.pop()
        yield inner
        if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            waiting += ast.iter_child_nodes(inner)


def _guessed(source: str) -> Iterator[str]:
    """Yield the names that a cell would define, as far as it shows in lines of a cell that can't be parsed."""
    for line in source.split("\n"):
        found = DEFINES.match(line)
        if found:
            yield found[1] or found[2]
        elif line.startswith(("import ", "from ")):
            with contextlib.suppress(*NOT_PYTHON):
                yield from (name for node in ast.parse(line).body for name in bound(node))
