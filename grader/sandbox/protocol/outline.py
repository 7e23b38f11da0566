"""What a submission defines, as its syntax trees show it, at whatever depth; in the child, where Python is parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.model import Sketch, Stands

Function = ast.FunctionDef | ast.AsyncFunctionDef
UNWRITTEN = "NotImplementedError"


def sketches(trees: Iterable[ast.Module]) -> tuple[Sketch, ...]:
    """Return a sketch of each function and class; those at the top first, and all in the order of the text."""
    found = sorted(_definitions(trees), key=lambda sketch: (sketch.stands is not None, sketch.line))
    return tuple(found)


def _definitions(trees: Iterable[ast.Module]) -> Iterator[Sketch]:
    # Without recursion: how deep statements are nested, the student decides.
    waiting: list[tuple[ast.AST, Stands | None, str]] = [(tree, None, "") for tree in trees]
    while waiting:
        node, stands, inside = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield _sketch(node, stands, inside)
            stands, inside = (Stands.CLASS if isinstance(node, ast.ClassDef) else Stands.FUNCTION), node.name
        elif not isinstance(node, ast.Module) and stands is None:
            stands = Stands.BRANCH
        below = (inner for inner in ast.iter_child_nodes(node) if not isinstance(inner, ast.expr))
        waiting += ((inner, stands, inside) for inner in below)


def _sketch(node: Function | ast.ClassDef, stands: Stands | None, inside: str) -> Sketch:
    if isinstance(node, ast.ClassDef):
        bases = tuple(filter(None, map(_last_name, node.bases)))
        return Sketch(node.name, node.lineno, is_class=True, stands=stands, inside=inside, bases=bases)
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    arguments = tuple(argument.arg for argument in given)
    returns = [statement.value for statement in _returns(node)]
    # `return None` is as good as none, and that may be what is meant.
    gives = any(not (value is None or (isinstance(value, ast.Constant) and value.value is None)) for value in returns)
    stub = not returns and _raises_unwritten(node.body[-1])
    return Sketch(node.name, node.lineno, stands=stands, inside=inside, arguments=arguments, stub=stub, returns=gives)


def _last_name(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""


def _raises_unwritten(statement: ast.stmt) -> bool:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    kind = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(kind, ast.Name) and kind.id == UNWRITTEN


def _returns(function: Function) -> Iterator[ast.Return]:
    """Yield the `return` statements of a function, without those of functions in it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return):
            yield node
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            waiting += ast.iter_child_nodes(node)
