"""Nested values: lists and dicts of values travel and are compared entry by entry, under names such as `weights[0]` and `metrics.loss`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from grader.model.names import Value, Values

Nested: TypeAlias = "Value | list[Nested] | dict[str, Nested]"
"""What a probe gives under a name: one value, or a list or dict of nested ones."""
STEP = re.compile(r"\[\d+\]|\.\w+", re.ASCII)
BASE = re.compile(r"\w+", re.ASCII)


def flat(name: str, value: Nested) -> Iterator[tuple[str, Value]]:
    """Yield every single value in a nested one with its name; a list or dict without entries has none."""
    if isinstance(value, list):
        for number, entry in enumerate(value):
            yield from flat(f"{name}[{number}]", entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from flat(f"{name}.{key}", entry)
    else:
        yield name, value


def value_of(values: Values, name: str) -> Nested:
    """Return the value of that name, put together again if it has entries; None if there is none."""
    return _put_together(inside(values, name))


def inside(values: Values, name: str) -> Values:
    """Return all that has this name, or a name that goes on from it, by the rest of its name."""
    starts = (f"{name}[", f"{name}.")
    return {path[len(name) :]: value for path, value in values.items() if path == name or path.startswith(starts)}


def nested(values: Values) -> dict[str, Nested]:
    """Return all values as the probe gave them, put together again."""
    return {name: value_of(values, name) for name in names_of(values)}


def names_of(values: Values) -> Sequence[str]:
    """Return the names that the probe gave, in its order: `weights` for `weights[0]` and `weights[1]`."""
    return list(dict.fromkeys(base_of(path) for path in values))


def base_of(path: str) -> str:
    """Return the name that the probe gave, of the name of one of its entries."""
    base = BASE.match(path)
    return base[0] if base else path


def _put_together(rests: Values) -> Nested:
    """Return a value of its entries. No process that forges names can make this fail: whatever has a place gets one."""
    if not rests or "" in rests:
        return rests.get("")
    entries: dict[str, dict[str, Value]] = {}
    for rest, value in rests.items():
        step = STEP.match(rest)
        first = step[0] if step else rest
        entries.setdefault(first, {})[rest[len(first) :]] = value
    whole = {step.strip("[]."): _put_together(deeper) for step, deeper in entries.items()}
    return list(whole.values()) if all(step.startswith("[") for step in entries) else whole
