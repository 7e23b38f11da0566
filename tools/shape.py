"""Print the shape of the code in one row: how long files and functions are, and how deep imports go.

python tools/shape.py            the row, and what is longest
python tools/shape.py --check    exit with 1 if a file, a function or a chain of imports is longer than it may be
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "grader"
LONGEST_FUNCTION = 45
LONGEST_FILE = 310
LONGEST_CHAIN = 12
P95 = 20


def modules() -> dict[str, Path]:
    """Return every module of the package with its file."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def functions(trees: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    """Yield each function's lines that hold code, and where it is."""
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = {inner.lineno for inner in ast.walk(node) if hasattr(inner, "lineno")}
                documented = len((ast.get_docstring(node) or "").split("\n")) if ast.get_docstring(node) else 0
                yield len(lines) - min(documented, 1), f"{module}.{node.name}"


def imports(tree: ast.Module, known: Iterable[str]) -> set[str]:
    """Return the modules of ours that a module imports when it is imported itself."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"):
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                found.add(deeper if deeper in known else str(node.module))
    return found & {*known}


def longest_chain(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the longest chain of imports; raises RecursionError if modules import one another in a circle."""
    known: dict[str, list[str]] = {}

    def below(module: str) -> list[str]:
        if module not in known:
            chains = [below(other) for other in graph[module] - {module}]
            known[module] = [module, *max(chains, key=len, default=[])]
        return known[module]

    return max([below(module) for module in graph], key=len)


def main() -> int:
    """Print the row, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    paths = modules()
    trees = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in paths.items()}
    lengths = sorted(functions(trees))
    files = sorted((len(path.read_text(encoding="utf-8").split("\n")), module) for module, path in paths.items())
    chain = longest_chain({module: imports(tree, paths) for module, tree in trees.items()})
    p95 = lengths[int(0.95 * len(lengths))][0]
    tests = sum(len(path.read_text(encoding="utf-8").split("\n")) for path in (ROOT / "tests").rglob("*.py"))
    print(f"modules {len(files)}, lines {sum(length for length, _ in files)}, lines of tests {tests}")
    print(f"functions {len(lengths)}, 95 % of them up to {p95} lines, the longest {lengths[-1][0]}: {lengths[-1][1]}")
    print(f"longest file {files[-1][0]}: {files[-1][1]}")
    print(f"longest chain of imports {len(chain)}: {' > '.join(name.removeprefix('grader.') for name in chain)}")
    fits = (
        p95 <= P95
        and lengths[-1][0] <= LONGEST_FUNCTION
        and files[-1][0] <= LONGEST_FILE
        and len(chain) <= LONGEST_CHAIN
    )
    return 0 if fits or not check else 1


if __name__ == "__main__":
    sys.exit(main())
