"""Stand-ins for modules that only draw, where they aren't installed; only ever used in a child.

A drawing isn't graded, and code that draws one is to run to its end all the same. A stand-in takes whatever such code
does with it and gives itself back; it is no number, and whatever wants to make one of it raises an error that says why.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import opcode
import sys
import types
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from typing_extensions import Self

UNPACK, UNPACK_REST, PREFIX = (opcode.opmap[name] for name in ("UNPACK_SEQUENCE", "UNPACK_EX", "EXTENDED_ARG"))
OPERATORS = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")


class Inert:
    """Stands for anything that a drawing module defines or gives."""

    # numpy leaves arithmetic to this class then, and makes no array of it.
    __array_ufunc__ = None

    def __init__(self, name: str) -> None:
        self.__dict__["__name__"] = name

    def __getattr__(self, name: str) -> Inert:
        # Python's own protocols are there or not; a guess would make this a number, a path or a file.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(f"{self.__name__}.{name}")

    def __call__(self, *given: Any, **_options: Any) -> Any:
        """Return itself; as a decorator, the function as it is."""
        return given[0] if len(given) == 1 and isinstance(given[0], types.FunctionType) else self

    def __iter__(self) -> Iterator[Inert]:
        """Yield as many as the caller unpacks, as in `fig, ax = plt.subplots()`; to a loop, nothing."""
        return iter([self] * _unpacked(sys._getframe(1)))  # noqa: SLF001 (nothing else tells how many are wanted)

    def __getitem__(self, _key: Any) -> Inert:
        return self

    def __setitem__(self, _key: Any, _value: Any) -> None:
        pass

    def __delitem__(self, _key: Any) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def __instancecheck__(self, _instance: Any) -> bool:
        return False

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()

    def __repr__(self) -> str:
        return f"<{self.__name__}: not installed here>"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __neg__(self) -> Inert:
        return self

    def __float__(self) -> NoReturn:
        self._no_number()

    def __int__(self) -> NoReturn:
        self._no_number()

    def __index__(self) -> NoReturn:  # noqa: PLE0305 (it never returns)
        self._no_number()

    def __complex__(self) -> NoReturn:
        self._no_number()

    def __array__(self, *_wanted: Any, **_options: Any) -> NoReturn:
        self._no_number()

    def _no_number(self) -> NoReturn:
        module = self.__name__.partition(".")[0]
        raise TypeError(f"{self.__name__} is no number: {module} isn't installed here, and nothing is drawn")


def _same(self: Inert, _other: Any) -> Inert:
    return self


for _name in OPERATORS:
    setattr(Inert, f"__{_name}__", _same)
    setattr(Inert, f"__r{_name}__", _same)


def _unpacked(frame: types.FrameType) -> int:
    """Return how many values the instruction at which a caller stands takes out of one; 0 if it is no such instruction."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if code[at] == UNPACK:
        return code[at + 1]
    if code[at] != UNPACK_REST:
        return 0
    # As in `fig, *axes, bar = ...`: the values before the starred name, and in a prefix those after it.
    return code[at + 1] + (code[at - 1] if code[at - 2] == PREFIX else 0)


class _Module(types.ModuleType):
    """A module in which every name is there."""

    __version__ = "0"

    def __getattr__(self, name: str) -> Inert:
        if name == "__all__":
            # Asked by `from module import *`, whose names nobody knows.
            raise ModuleNotFoundError(f"No module named {self.__name__!r}", name=self.__name__)
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules that nothing else has found: it is asked last."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        parent, _, _ = fullname.rpartition(".")
        # What an installed package doesn't have isn't made up.
        known = isinstance(sys.modules.get(parent), _Module) if parent else fullname in self._names
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True) if known else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, _module: types.ModuleType) -> None:
        pass


def stand_in_for(names: Sequence[str]) -> None:
    """Have something inert imported for these modules where they aren't installed."""
    sys.meta_path.append(_Finder(frozenset(names)))
