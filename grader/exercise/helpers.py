"""The files beside checks.py that it imports: found by its imports, and theirs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache

from grader.exercise.sections import ONE

CHECKS = "checks.py"
# What lies beside checks.py and is no helper: a solution is never run with the probes, nor given to students.
OTHERS = {CHECKS, "solution.py", "misconceptions.py", ONE}


def helpers_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return the sources of an exercise's helpers by the names of their modules."""
    return {file.removesuffix(".py"): text for file, text in files.items() if _is_helper(file)}


def imported(checks: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """Return the files that checks.py imports, directly or not; `read` gives the text of one, None where there is none."""
    found, waiting, known = dict[str, str](), [checks], set[str]()
    while waiting:
        for name in _imports_of(waiting.pop()):
            file = f"{name}.py"
            if file in known or not _is_helper(file):
                continue
            known.add(file)
            text = read(file)
            if text is not None:
                found[file] = text
                waiting.append(text)
    return found


def _is_helper(file: str) -> bool:
    return file.endswith(".py") and file not in OTHERS


@lru_cache(64)
def _imports_of(source: str) -> tuple[str, ...]:
    """Return the modules that a source imports anywhere in it; of one that can't be parsed, which is told elsewhere, none."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    plain = (alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    parts = (node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level)
    return (*plain, *parts)
