"""Which statements change nothing for any other, as the syntax tree shows them.

Everything is refused that isn't known: what is known names what stands in this file, and sets nothing but variables, items,
and attributes of objects that are no module and no class. So that no such object is set in a roundabout way by mistake, a
module or a class is never a value: it is called, derived from, or what a path begins with. Who means to can outwit this list; what
it decides is whether definitions may be told by their code, and never whether somebody can be trusted.
"""

from __future__ import annotations

import ast
import builtins
import enum
import importlib
import types
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from grader.sandbox.child.imported import MODULES, PACKAGES, imports_of, must_be, path_of, short_names

Defined: TypeAlias = ast.FunctionDef | ast.ClassDef

# How names in them begin that set something for all, or lead to what does; compared in lower case.
CHANGING = (
    *("_", "clear", "custom", "disable", "enable", "experimental", "get_", "graph", "import", "load_", "no_grad"),
    *("py_func", "register", "reset_", "set_", "setbuf", "seterr", "variable_creator"),
)
# What may read a file: those stay from one question to the next, and one in a library may run what is in it.
READING = (
    "cache",
    "file",
    "fixedlength",
    "load",
    "memmap",
    "read",
    "restore",
    "snapshot",
    "textline",
    "tfrecord",
    "txt",
)
# Objects that everybody has: harmless where no attribute is set but of `self`.
SHARED = frozenset({"tensorflow.distribute.get_strategy", "tensorflow.distribute.get_replica_context"})
# Harmless all the same: what is set anew before each question, what is only read, and devices, which the exercise declares.
HARMLESS = SHARED | {
    *("tensorflow.random.set_seed", "numpy.random.seed", "random.seed"),
    *("tensorflow.config", "tensorflow.config.LogicalDeviceConfiguration", "tensorflow.config.list_physical_devices"),
    *("tensorflow.config.set_logical_device_configuration",),
    *("tensorflow.__version__", "keras.__version__", "tensorflow.keras.__version__", "numpy.__version__"),
}
# Objects without a state, which a module may hold.
STATELESS = "losses"
BUILTINS = frozenset({
    *("abs", "all", "any", "bool", "complex", "dict", "divmod", "enumerate", "filter", "float", "format", "frozenset"),
    *("int", "isinstance", "iter", "len", "list", "map", "max", "min", "next", "pow", "print", "property", "range"),
    *("repr", "reversed", "round", "set", "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "zip"),
    *(name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)),
})  # fmt: skip
METHODS = frozenset({"__init__", "__call__", "__len__", "__iter__", "__next__", "__getitem__", "__repr__", "__str__"})
DECORATORS = frozenset({
    *("dataclasses.dataclass", "functools.cache", "functools.lru_cache", "property", "staticmethod"),
    *("tensorflow.function", "tensorflow.Module.with_name_scope"),
})  # fmt: skip
CONSTANTS = (bool, complex, float, int, str, type(None))
# What a name in a library may stand for where it is a value: nothing that has contents of its own.
PLAIN = (*CONSTANTS, enum.Enum, types.FunctionType, types.BuiltinFunctionType, np.dtype, np.ufunc, type(np.mean))
MUTABLE = (ast.Call, ast.Dict, ast.DictComp, ast.GeneratorExp, ast.List, ast.ListComp, ast.Set, ast.SetComp)
ASYNCHRONOUS = (ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith)


class Rules:
    """Looks at every node of a submission whose module has these names; raises Harmful at the first that isn't harmless."""

    def __init__(self, tree: ast.Module, module: Collection[str]) -> None:
        self._tree = tree
        self._module = module
        self._classes = frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        self.imports = imports_of(tree)
        """What each imported name stands for, as `tensorflow.keras`."""
        self._short = short_names(tree, self.imports)
        # Imported, or a short name for what is.
        self._known = {**self.imports, **dict(self._short.values())}
        self._uses_shared = self._sets_attributes = False
        # Where modules and classes of libraries, and classes of the submission, may stand.
        self._in_place = set[ast.AST]()
        self._rules: Mapping[type[ast.AST], Callable[[Any], None]] = {
            ast.AnnAssign: self._annotated,
            ast.Assign: self._assign,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.ClassDef: self._class,
            ast.Delete: self._delete,
            ast.FunctionDef: self._function,
            ast.Name: self._name,
            ast.arg: self._annotated,
        }

    def look(self, looked_up: Iterable[str]) -> None:
        """Look at everything, and at the names that are `looked_up` in the module or in Python itself."""
        for name in looked_up:
            must_be(not name.startswith("__") or name == "__class__")
            must_be(not hasattr(builtins, name) or name in BUILTINS)
        for statement in self._tree.body:
            # Whatever holds a node comes before it.
            for node in ast.walk(statement):
                must_be(not isinstance(node, ASYNCHRONOUS) and not getattr(node, "type_params", None))
                self._rules.get(type(node), _unconcerned)(node)
        must_be(not (self._uses_shared and self._sets_attributes))

    def is_constant(self, value: ast.expr) -> bool:
        """Whether a value never changes: numbers and texts, what is computed of them, and losses of Keras."""
        if isinstance(value, ast.Call):
            arguments = (*value.args, *(keyword.value for keyword in value.keywords))
            return STATELESS in self._path(value.func).split(".")[:-1] and all(map(self.is_constant, arguments))
        if path := self._path(value):
            return _is_known(path, is_value=True)
        kinds = (ast.BinOp, ast.UnaryOp, ast.Tuple, ast.operator, ast.unaryop, ast.expr_context)
        return all(
            isinstance(node, kinds)
            or (isinstance(node, ast.Constant) and isinstance(node.value, CONSTANTS))
            or (isinstance(node, ast.Name) and node.id in self._module and node.id not in self._classes)
            for node in ast.walk(value)
        )

    def _path(self, node: ast.expr) -> str:
        return path_of(node, self._known)

    def _annotated(self, node: ast.AnnAssign | ast.arg) -> None:
        if node.annotation is not None:
            self._in_place.update(ast.walk(node.annotation))

    def _assign(self, node: ast.Assign) -> None:
        if node in self._short:
            self._in_place.update((node.value, *node.targets))

    def _call(self, node: ast.Call) -> None:
        self._in_place.add(node.func)
        if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "super"):
            self._in_place.update(inner for argument in node.args for inner in _with_entries(argument))

    def _delete(self, node: ast.Delete) -> None:
        must_be(all(isinstance(target, ast.Name) and target.id not in self._module for target in node.targets))

    def _class(self, node: ast.ClassDef) -> None:
        must_be(not node.keywords)
        self._decorated(node)
        self._in_place.update(node.bases)
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                must_be(not _is_special(statement.name) or statement.name in METHODS)
            else:
                must_be(isinstance(statement, (ast.AnnAssign, ast.Assign, ast.Expr, ast.Pass)))
                value = getattr(statement, "value", None)
                field = isinstance(value, ast.Call) and self._path(value.func) == "dataclasses.field"
                must_be(value is None or field or self.is_constant(value))

    def _function(self, node: ast.FunctionDef) -> None:
        kinds = {type(inner) for inner in ast.walk(node)}
        # A generator that is kept keeps its contexts open.
        must_be(ast.With not in kinds or kinds.isdisjoint({ast.Yield, ast.YieldFrom}))
        if node.returns is not None:
            self._in_place.update(ast.walk(node.returns))
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            # It is kept from call to call.
            mutable = any(isinstance(inner, MUTABLE) for inner in ast.walk(default))
            must_be(not mutable or self.is_constant(default))
        self._decorated(node)

    def _decorated(self, node: Defined) -> None:
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = called.id if isinstance(called, ast.Name) and called.id not in self._known else self._path(called)
            must_be(name in DECORATORS)
            self._in_place.update((decorator, called))

    def _name(self, node: ast.Name) -> None:
        in_place = node in self._in_place
        must_be(node.id not in self._classes or in_place)
        if node.id in self._known:
            must_be(isinstance(node.ctx, ast.Load) or in_place)
            self._library(self._known[node.id], is_value=not in_place)

    def _attribute(self, node: ast.Attribute) -> None:
        if path := self._path(node):
            self._in_place.add(node.value)
            must_be(isinstance(node.ctx, ast.Load))
            self._library(path, is_value=node not in self._in_place)
            return
        base = node.value.id if isinstance(node.value, ast.Name) else ""
        must_be(base not in self._classes)
        if isinstance(node.ctx, ast.Store):
            must_be(base != "" and base not in self._module)
            self._sets_attributes |= base != "self"
        begins = node.attr == "__init__" and node in self._in_place
        must_be(begins or (not _is_special(node.attr) and (not node.attr.startswith("_") or base == "self")))

    def _library(self, path: str, *, is_value: bool) -> None:
        """Look at a path into a library: what is called is harmless, and so is a value without contents."""
        self._uses_shared |= path in SHARED
        must_be(path in HARMLESS or _is_known(path, is_value=is_value))


def _unconcerned(_node: ast.AST) -> None:
    pass


def _is_known(path: str, *, is_value: bool) -> bool:
    root, *names = path.split(".")
    if PACKAGES[root]:
        return not names or (len(names) == 1 and names[0] in PACKAGES[root])
    if root == "typing":
        return not names or (len(names) == 1 and names[0][0].isupper())
    if root == "matplotlib":
        # Not imported for this: a plot is nothing but calls.
        return not is_value and names[:-1] in ([], ["pyplot"]) and not path.rpartition(".")[2].startswith("_")
    found: Any = importlib.import_module(root)
    for name in names:
        if (name.lower().startswith(CHANGING) or reads(name)) and not (name == "__init__" and not is_value):
            return False
        try:
            found = getattr(found, name)
        except Exception:  # noqa: BLE001 (whatever a library's lazy loader raises)
            return False
        if isinstance(found, types.ModuleType) and name not in MODULES:
            return False
    number = isinstance(found, type) and issubclass(found, np.generic)
    return not is_value or number or isinstance(found, PLAIN) or type(found).__name__ == "DType"


def reads(name: str) -> bool:
    """Whether a function of this name may read a file."""
    return any(word in name.lower() for word in READING)


def _is_special(name: str) -> bool:
    return name.startswith("__") or name.endswith("__")


def _with_entries(node: ast.expr) -> list[ast.expr]:
    return [node, *node.elts] if isinstance(node, ast.Tuple) else [node]
