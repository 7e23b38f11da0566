"""What names of a submission stand for in libraries, as its syntax tree shows it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Mapping

# Of a package with a value, only what this names.
PACKAGES: Mapping[str, Collection[str]] = {
    **dict.fromkeys(("itertools", "keras", "math", "matplotlib", "numpy", "random", "tensorflow"), ()),
    **dict.fromkeys(("time", "typing"), ()),
    "collections": ("Counter", "OrderedDict", "defaultdict", "deque"),
    "dataclasses": ("asdict", "astuple", "dataclass", "field", "replace"),
    "functools": ("cache", "lru_cache", "partial", "reduce"),
    "operator": ("add", "itemgetter", "mul", "sub"),
    "pprint": ("pprint",),
}
# Their modules without a setting that others would notice, by the last part of the name.
MODULES = PACKAGES.keys() | {
    *("activations", "autodiff", "callbacks", "constraints", "data", "distribute", "errors", "initializers", "layers"),
    *("legacy", "linalg", "losses", "metrics", "models", "nest", "nn", "ops", "optimizers", "pyplot", "regularizers"),
    *("strings", "train"),
}
LONGEST_CHAIN = 20


class Harmful(Exception):
    """A statement isn't known to be harmless."""


def must_be(harmless: bool) -> None:
    """Raise Harmful unless something is harmless."""
    if not harmless:
        raise Harmful


def path_of(node: ast.expr, known: Mapping[str, str]) -> str:
    """Return the path into a library that an expression is; empty if it is none."""
    names = list[str]()
    while isinstance(node, ast.Attribute):
        # Each node of a chain is looked at in turn: a long one would take the square of its length.
        must_be(len(names) < LONGEST_CHAIN)
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in known:
        return ""
    return ".".join([known[node.id], *reversed(names)])


def imports_of(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name stands for; raises Harmful for other packages, and for a name that stands for two."""
    found = dict[str, str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            paths = [one.name for one in node.names]
            pairs = [(one.asname, one.name) if one.asname else (one.name.partition(".")[0],) * 2 for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            must_be(not node.level)
            paths = [node.module or ""]
            pairs = [(one.asname or one.name, f"{node.module}.{one.name}") for one in node.names]
        else:
            continue
        must_be(all(path.partition(".")[0] in PACKAGES and MODULES.issuperset(path.split(".")) for path in paths))
        for name, path in pairs:
            must_be(not path.endswith("*") and found.setdefault(name, path) == path)
    return found


def short_names(tree: ast.Module, imports: Mapping[str, str]) -> dict[ast.Assign, tuple[str, str]]:
    """Return the assignments that do nothing but give a short name to a path into a library, with the name and the path."""
    nodes = [*ast.walk(tree)]
    found = dict[ast.Assign, tuple[str, str]]()
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            path = path_of(node.value, imports)
            if path and isinstance(node.value, ast.Attribute):
                found[node] = node.targets[0].id, path
    alike = Counter(found.values())
    stored = Counter(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return {node: short for node, short in found.items() if alike[short] == stored[short[0]]}
