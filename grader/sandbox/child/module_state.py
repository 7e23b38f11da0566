"""What modules keep from one question to the next: remembered once they are loaded, put back before each question.

So an answer doesn't depend on the questions before it. Objects stay what they are and get their contents back: a function may
hold them as a default, or in a closure. What `functools.cache` holds isn't looked into, so that probes can share a costly run.
"""

from __future__ import annotations

import random
import types
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from grader.sandbox.child import tensorflow

PutBack: TypeAlias = Callable[[], object]
Found: TypeAlias = tuple[PutBack, Iterable[Any]]
"""How to put back what one object holds, and what it holds."""

# Entries of one container or array: a copy of more would cost more than what somebody may keep in it is worth.
LARGEST = 1_000_000
# Most of what a list holds; there is nothing in it to look into.
PLAIN = {int, float, complex, bool, str, bytes, type(None), types.ModuleType}
ABSENT = object()


class ModuleState:
    """What the modules with these namespaces hold, and all that can be reached from it."""

    def __init__(self, *namespaces: dict[str, Any]) -> None:
        self._namespaces = list[dict[str, Any]]()
        self._names = set[object]()
        # By the objects' ids, which stay theirs as long as they are held.
        self._remembered: dict[int, tuple[Any, PutBack]] = {}
        for namespace in namespaces:
            self.add(namespace)

    def add(self, namespace: dict[str, Any]) -> None:
        """Remember a module, too."""
        self._namespaces.append(namespace)
        self._names.add(namespace.get("__name__"))
        self.remember(namespace)

    def remember(self, *holders: Any) -> None:
        """Remember what these hold, too."""
        waiting = list(holders)
        while waiting:
            held = waiting.pop()
            if id(held) in self._remembered:
                continue
            # A student's object may raise whatever it is asked for; it stays as it is.
            with suppress(Exception):
                found = self._found(held)
                if found is not None:
                    put_back, inside = found
                    self._remembered[id(held)] = held, put_back
                    waiting += inside

    def put_back(self) -> None:
        """Give everything the contents that were remembered."""
        for _, put_back in self._remembered.values():
            with suppress(Exception):
                put_back()

    def _found(self, held: Any) -> Found | None:
        kind = type(held)
        if kind in PLAIN:
            return None
        if kind in KINDS:
            return KINDS[kind](held)
        if kind is types.FunctionType:
            inside = (held.__defaults__, held.__kwdefaults__, held.__closure__, vars(held))
            return _nothing, inside if any(held.__globals__ is namespace for namespace in self._namespaces) else ()
        if issubclass(kind, type):
            return _attributes(held) if held.__module__ in self._names else None
        container = next((found for base, found in CONTAINERS.items() if issubclass(kind, base)), None)
        if container is not None:
            return container(held)
        return tensorflow.state_of(held, LARGEST) or (_instance(held) if kind.__module__ in self._names else None)


def _nothing() -> None:
    pass


def _instance(held: Any) -> Found:
    return _nothing, (vars(held),)


def _dict(held: dict[Any, Any]) -> Found | None:
    if len(held) > LARGEST:
        return None
    copy = dict.copy(held)

    def put_back() -> None:
        for key in [key for key in dict.__iter__(held) if key not in copy]:
            dict.__delitem__(held, key)
        dict.update(held, copy)

    # Every module's namespace has Python's own names, which are nobody's state.
    inside = [value for key, value in copy.items() if key != "__builtins__"]
    return put_back, [*inside, *_attributes_of(held)]


def _list(held: list[Any]) -> Found | None:
    if len(held) > LARGEST:
        return None
    copy = list.copy(held)
    return partial(list.__setitem__, held, slice(None), copy), [*copy, *_attributes_of(held)]


def _set(held: set[Any]) -> Found | None:
    copy = set.copy(held)

    def put_back() -> None:
        set.intersection_update(held, copy)
        set.update(held, copy)

    return put_back, _attributes_of(held)


def _attributes_of(held: Any) -> list[Any]:
    """Return what an object of a class that is derived from a container's has besides its entries."""
    return [vars(held)] if hasattr(held, "__dict__") else []


def _filled(held: Any, fill: Callable[[Any], object]) -> Found | None:
    copy = held.copy()

    def put_back() -> None:
        held.clear()
        fill(copy)

    return put_back, ()


def _cell(held: types.CellType) -> Found | None:
    inside = held.cell_contents
    return partial(setattr, held, "cell_contents", inside), (inside,)


def _array(held: np.ndarray[Any, Any]) -> Found | None:
    if held.size > LARGEST or not held.flags.writeable:
        return None
    copy = held.copy()
    return partial(np.copyto, held, copy), copy.ravel().tolist() if copy.dtype.hasobject else ()


def _generator(held: np.random.Generator) -> Found | None:
    return partial(setattr, held.bit_generator, "state", held.bit_generator.state), ()


def _attributes(held: type) -> Found | None:
    """Put back the attributes of a class, as far as they hold values."""
    copy = {name: value for name, value in vars(held).items() if not name.startswith("__")}

    def put_back() -> None:
        for name in [name for name in vars(held) if not name.startswith("__") and name not in copy]:
            type.__delattr__(held, name)
        for name, value in copy.items():
            if vars(held).get(name, ABSENT) is not value:
                type.__setattr__(held, name, value)

    return put_back, copy.values()


KINDS: Mapping[type, Callable[[Any], Found | None]] = {
    tuple: lambda held: (_nothing, held),
    deque: lambda held: _filled(held, held.extend),
    bytearray: lambda held: _filled(held, held.extend),
    OrderedDict: lambda held: _filled(held, held.update),
    types.CellType: _cell,
    np.ndarray: _array,
    np.random.Generator: _generator,
    np.random.RandomState: lambda held: (partial(held.set_state, held.get_state()), ()),
    random.Random: lambda held: (partial(held.setstate, held.getstate()), ()),
}
# And what is derived from them: what it does at a change of its own is left out.
CONTAINERS: Mapping[type, Callable[[Any], Found | None]] = {dict: _dict, list: _list, set: _set}
