"""The files beside checks.py that it imports: found by its imports, and theirs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from grader.exercise.sections import ONE
from grader.exercise.syntax import tree_of

CHECKS = "checks.py"
# What lies beside checks.py and is no helper: a solution is never run with the probes, nor given to students.
OTHERS = {CHECKS, "solution.py", "misconceptions.py", ONE}


def helpers_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return the sources of an exercise's helpers by the names of their modules."""
    return {file.removesuffix(".py"): text for file, text in files.items() if is_helper(file)}


def imported(checks: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """Return the files that checks.py imports, directly or not; `read` gives the text of one, None where there is none."""
    found, waiting, known = dict[str, str](), [checks], set[str]()
    while waiting:
        for name in _imports_of(waiting.pop()):
            file = f"{name}.py"
            if file in known or not is_helper(file):
                continue
            known.add(file)
            text = read(file)
            if text is not None:
                found[file] = text
                waiting.append(text)
    return found


def is_helper(file: str) -> bool:
    """Whether a file of this name may be one."""
    return file.endswith(".py") and file not in OTHERS


@lru_cache(64)
def _imports_of(source: str) -> tuple[str, ...]:
    """Return the modules that a source imports anywhere in it; of one that can't be parsed, which is told elsewhere, none."""
    try:
        statements = list(_statements(tree_of(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    plain = (alias.name for found in statements if isinstance(found, ast.Import) for alias in found.names)
    parts = (found.module for found in statements if isinstance(found, ast.ImportFrom) and not found.level)
    return (*plain, *filter(None, parts))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield all statements, at whatever depth: of a checks.py, less than a tenth of what `ast.walk` would go through."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in ("body", "handlers", "orelse", "finalbody", "cases"):
            waiting += getattr(node, field, ())
