"""What each definition of a submission is made of, as the syntax tree shows it before any of it runs.

Definitions that are made of the same answer the same, whoever wrote them, so that nobody needs to ask twice. A graph is given
only of a submission in which no statement changes what another definition does (`harmless.py`); any other is asked everything.
"""

from __future__ import annotations

import ast
import hashlib
import symtable
from collections import Counter
from collections.abc import Iterator, Mapping

from grader.model import Definition
from grader.sandbox.child.harmless import Rules, reads
from grader.sandbox.child.imported import Harmful
from grader.sandbox.protocol.frames import LOST_NAMES, NAME, NAMES
from grader.sandbox.protocol.source import NOT_PYTHON, bound

# Nodes that bind a name which is no node of its own, and the field that has it.
BINDING = {ast.ExceptHandler: "name", ast.MatchAs: "name", ast.MatchMapping: "rest", ast.MatchStar: "name"}


def graph_of(source: str) -> Mapping[str, Definition] | None:
    """Return what each top-level name of a submission is made of; None if one of its statements isn't known to be harmless."""
    try:
        return _graph(source)
    except (Harmful, *NOT_PYTHON):
        return None


def _graph(source: str) -> dict[str, Definition]:
    source = _without_what_only_a_script_runs(source)
    tree, table = ast.parse(source), symtable.symtable(source, "submission", "exec")
    scopes = {(scope.get_name(), scope.get_lineno()): scope for scope in table.get_children()}
    times = Counter(name for statement in tree.body for name in bound(statement))
    times.update(name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in 2 * node.names)
    times.update(2 * [*_bound_on_the_way(tree)])
    if len(times) > NAMES or not all(map(NAME.fullmatch, times)):
        raise Harmful
    rules = Rules(tree, times.keys())
    rules.look({*_looked_up(table), *(symbol.get_name() for symbol in table.get_symbols())})
    found = {name: Definition() for name in times}
    touched = _touched_at_the_top(tree, rules)
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            uses = {*_looked_up(scopes[statement.name, statement.lineno]), *_of_its_head(statement)}
            found[statement.name] = _definition(statement, uses)
        elif isinstance(statement, ast.Assign) and _is_plain(statement, rules):
            # A list holds what stands here at each question: functions may fill it, and it is put back.
            changes = touched if not rules.is_constant(statement.value) else set[str]()
            for name, value in _pairs(statement):
                found[name] = Definition() if name in changes else _definition(value, {*_names(value)})
    for name, path in rules.imports.items():
        found[name] = Definition("" if reads(path) else _digest(path))
    # Which of several definitions of a name is the one that counts isn't for a syntax tree to say.
    return {name: found[name] if times[name] == 1 else Definition() for name in times}


def _is_plain(statement: ast.Assign, rules: Rules) -> bool:
    """Whether its names are constants, or each is a list, dict or set of its own, as it stands there."""
    target, *others = statement.targets
    # A list with two names would be two lists elsewhere.
    alone = not others and isinstance(target, ast.Tuple) == isinstance(statement.value, ast.Tuple)
    entries = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    return rules.is_constant(statement.value) or (alone and all(_is_container(entry, rules) for entry in entries))


def _is_container(value: ast.expr, rules: Rules) -> bool:
    """Whether it is a constant, or a list, dict or set with nothing in it but these."""
    if isinstance(value, (ast.List, ast.Set)):
        return all(_is_container(entry, rules) for entry in value.elts)
    if isinstance(value, ast.Dict):
        # A None among the keys stands for another dict, whose entries are taken over.
        return all(entry is not None and _is_container(entry, rules) for entry in (*value.keys, *value.values))
    return rules.is_constant(value)


def _touched_at_the_top(tree: ast.Module, rules: Rules) -> set[str]:
    """Return the names that a statement at the top may have done something to, by itself or in what it calls."""
    mentions: dict[str, set[str]] = {}
    waiting: list[str] = []
    for statement in tree.body:
        names = {*_names(statement)}
        for name in bound(statement):
            mentions.setdefault(name, set()).update(names)
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            waiting += _run_where_it_is_defined(statement)
        elif not isinstance(statement, ast.Assign) or not _is_plain(statement, rules):
            waiting += names
    found = set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += mentions.get(name, ())
    return found


def _run_where_it_is_defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names in all of a definition but the bodies of its functions."""
    if isinstance(statement, ast.FunctionDef):
        yield from _of_its_head(statement)
    elif isinstance(statement, ast.ClassDef):
        yield from _of_its_head(statement)
        for inner in statement.body:
            yield from _run_where_it_is_defined(inner)
    else:
        yield from _names(statement)


def _bound_on_the_way(tree: ast.Module) -> Iterator[str]:
    """Yield names that are bound, or may be, by something else than a statement for itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.NamedExpr):
            yield node.target.id
        elif name := getattr(node, BINDING.get(type(node), ""), None):
            yield name


def _pairs(statement: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name that an assignment of constants binds, with its value."""
    for target in statement.targets:
        if isinstance(target, ast.Name):
            yield target.id, statement.value
        elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            both = [*zip(target.elts, statement.value.elts, strict=False)]
            # With a star among them, the n-th name needn't have the n-th value.
            if all(isinstance(one, ast.Name) for one, _ in both):
                yield from ((one.id, value) for one, value in both if isinstance(one, ast.Name))


def _definition(code: ast.AST, uses: set[str]) -> Definition:
    if any(isinstance(node, ast.Attribute) and reads(node.attr) for node in ast.walk(code)):
        return Definition()
    if len(uses) > LOST_NAMES or not all(map(NAME.fullmatch, uses)):
        return Definition()
    return Definition(_digest(ast.dump(_without_docstrings(code))), tuple(sorted(uses)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _without_docstrings(statement: ast.AST) -> ast.AST:
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node, clean=False) is not None:
            node.body[:1] = [] if len(node.body) > 1 else [ast.Pass()]
    return statement


def _without_what_only_a_script_runs(source: str) -> str:
    """Blank what stands under `if __name__ == "__main__"`: a module doesn't run it."""
    # Otherwise lines wouldn't be those of the syntax tree.
    if "\r" in source:
        raise Harmful
    lines = source.split("\n")
    statements = ast.parse(source).body
    for node in statements:
        if isinstance(node, ast.If) and not node.orelse and ast.unparse(node.test) == "__name__ == '__main__'":
            last = node.end_lineno or node.lineno
            beside = (other for other in statements if other is not node)
            if any(other.lineno <= last and (other.end_lineno or 0) >= node.lineno for other in beside):
                raise Harmful
            lines[node.lineno - 1 : last] = [""] * (last - node.lineno + 1)
    return "\n".join(lines)


def _looked_up(scope: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that a scope, and those inside it, look up in the module."""
    waiting = [scope]
    while waiting:
        inner = waiting.pop()
        waiting += inner.get_children()
        for symbol in inner.get_symbols():
            # The body of a class sees the module's name until it has one of its own.
            own = inner.get_type() == "class" and symbol.is_referenced() and symbol.is_local()
            if symbol.is_global() or own:
                yield symbol.get_name()


def _of_its_head(statement: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    """Yield the names that a definition looks up where it stands: in decorators, bases, defaults and annotations."""
    if isinstance(statement, ast.ClassDef):
        heads: list[ast.AST | None] = [*statement.decorator_list, *statement.bases]
    else:
        heads = [*statement.decorator_list, statement.args, statement.returns]
    return (name for head in heads if head is not None for name in _names(head))


def _names(node: ast.AST) -> Iterator[str]:
    return (inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
