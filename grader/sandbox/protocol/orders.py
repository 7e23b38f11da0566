"""What the trusted side tells a child, typed at both ends: how to confine itself, what to load, what to answer.

Orders travel as lines of JSON, over a pipe of which the child holds the reading end. They come from the trusted side, and
still a line that is no order raises NoOrder and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from grader.model import CheckName, Limits

T = TypeVar("T")


class NoOrder(Exception):
    """A line isn't an order; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """Where a child lives and what it may use; `without` names the layers of confinement to leave out."""

    folder: Path
    limits: Limits
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lent:
    """Definitions of the reference, by name, and the compiled statements that make them, as text."""

    names: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """Load a submission, and the probes that will be asked, with the modules that these import.

    The statements with the numbers `left_out` are not run. The names in `wanted` are those whose kinds are told, the
    modules in `drawing` those that may be replaced where they aren't installed. `files` are to be there before anything runs, by
    their names and in base64. TensorFlow is to have as many CPUs as `logical_devices` says. With `graph`, it is told first what
    each definition is made of; with `only`, no statement is run but those that define one of these names.
    """

    probes: str
    module_name: str
    cells: tuple[str, ...]
    seed: int
    left_out: tuple[int, ...] = ()
    lent: Lent = Lent()
    drawing: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    helpers: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    logical_devices: int = 1
    graph: bool = False
    only: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer one question.

    With `instead`, its second definition stands in for its first. With `given`, an observation as text, the check goes on
    with these values, and its probe isn't run.
    """

    check: CheckName
    draw: int
    instead: tuple[str, str] | None = None
    given: str | None = None


Order: TypeAlias = Load | Ask


def to_line(order: Order) -> bytes:
    """Return an order as one line."""
    return json.dumps({"order": type(order).__name__, **asdict(order)}).encode() + b"\n"


def from_line(line: bytes) -> Order:
    """Return the order of a line; raises NoOrder."""
    fields = _fields(line)
    kind = fields.get("order")
    if kind == Load.__name__:
        return Load(
            probes=_of(str, fields, "probes"),
            module_name=_of(str, fields, "module_name"),
            cells=_many(str, fields, "cells"),
            seed=_of(int, fields, "seed"),
            left_out=_many(int, fields, "left_out"),
            lent=_lent(_of(dict, fields, "lent")),
            drawing=_many(str, fields, "drawing"),
            wanted=_many(str, fields, "wanted"),
            helpers=_texts(fields, "helpers"),
            files=_texts(fields, "files"),
            logical_devices=_of(int, fields, "logical_devices"),
            graph=_flag(fields, "graph"),
            only=None if fields.get("only") is None else _many(str, fields, "only"),
        )
    if kind == Ask.__name__:
        given = fields.get("given")
        check, draw = CheckName(_of(str, fields, "check")), _of(int, fields, "draw")
        return Ask(check, draw, _pair(fields), None if given is None else _of(str, fields, "given"))
    raise NoOrder(f"there is no order {kind!r}")


def to_note(confinement: Confinement) -> bytes:
    """Return what a process is told before it becomes a child."""
    return json.dumps({**asdict(confinement), "folder": str(confinement.folder)}).encode()


def from_note(note: bytes) -> Confinement:
    """Return what a note tells; raises NoOrder."""
    fields = _fields(note)
    limits = _of(dict, fields, "limits")
    known = {name: type(value) for name, value in asdict(Limits()).items()}
    if limits.keys() != known.keys():
        raise NoOrder("limits are missing, or unknown")
    # JSON may write a whole number of seconds without a fraction.
    read = {name: kind(_of((int, float) if kind is float else kind, limits, name)) for name, kind in known.items()}
    return Confinement(Path(_of(str, fields, "folder")), Limits(**read), _many(str, fields, "without"))


def _lent(fields: Mapping[str, Any]) -> Lent:
    return Lent(_many(str, fields, "names"), _of(str, fields, "code"))


def _fields(text: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    # Not JSON, not UTF-8, or a number of too many digits; nested too deep.
    except (ValueError, RecursionError) as error:
        raise NoOrder(f"it can't be read: {type(error).__name__}") from None
    if not isinstance(fields, dict):
        raise NoOrder("it has no fields")
    return fields


def _of(kind: Any, fields: Mapping[str, Any], name: str) -> Any:
    value = fields.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NoOrder(f"{name} is missing, or something else")
    return value


def _flag(fields: Mapping[str, Any], name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool):
        raise NoOrder(f"{name} is missing, or something else")
    return value


def _many(kind: type[T], fields: Mapping[str, Any], name: str) -> tuple[T, ...]:
    values = _of(list, fields, name)
    if not all(isinstance(value, kind) and not isinstance(value, bool) for value in values):
        raise NoOrder(f"{name} holds something else")
    return tuple(values)


def _texts(fields: Mapping[str, Any], name: str) -> dict[str, str]:
    texts: dict[str, str] = _of(dict, fields, name)
    if not all(isinstance(text, str) for text in texts.values()):
        raise NoOrder(f"{name} holds something else")
    return texts


def _pair(fields: Mapping[str, Any]) -> tuple[str, str] | None:
    if fields.get("instead") is None:
        return None
    definition, *others = _many(str, fields, "instead") or ("",)
    if len(others) != 1:
        raise NoOrder("instead is no pair of names")
    return definition, others[0]
