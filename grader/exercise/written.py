"""What authors write in an exercise's files, as types: what doesn't fit them is told with its place, all of it at once."""

from __future__ import annotations

import dataclasses
import keyword
import re
import reprlib
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NewType, TypedDict, TypeVar

import cattrs
from cattrs.cols import homogenous_tuple_structure_factory, list_structure_factory, mapping_structure_factory
from cattrs.gen import make_dict_structure_fn, override
from cattrs.gen.typeddicts import make_dict_structure_fn as make_typed_dict_structure_fn

from grader.exercise.fault import Fault, Keys
from grader.exercise.plots import KINDS
from grader.exercise.shipped import is_name
from grader.model import Cause, CheckName, Limits, MisconceptionName, Modules, PartName, Slug, Texts, Trap
from grader.nearest import nearest

T = TypeVar("T")
MOST_POINTS = 1_000_000
LONGEST_S = 24 * 60 * 60
LONGEST_NAME = 100
MOST_DEVICES = 16
MOST = 2**20
"""Of megabytes, kilobytes, threads and files; what a machine counts them in holds a multiple of it."""

Points = NewType("Points", float)
Seconds = NewType("Seconds", float)
Count = NewType("Count", int)
Devices = NewType("Devices", int)
Name = NewType("Name", str)
Definition = NewType("Definition", str)
Module = NewType("Module", str)
Kind = NewType("Kind", str)
Mark = NewType("Mark", str)
Pair = NewType("Pair", list[str])
Version = NewType("Version", int)
CourseName = NewType("CourseName", str)
Language = NewType("Language", str)
Shipped = NewType("Shipped", str)
Step = TypedDict("Step", {"from": Pair, "to": Pair})
Matrix = dict[str, dict[MisconceptionName, dict[CheckName, list[Mark]]]]


class CheckTexts(TypedDict):
    """What is said of a check."""

    title: Name
    hint: Name


class PlotTexts(TypedDict):
    """What is said of a plot, and at its axes."""

    title: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it stands in `exercise.toml`, with the points of its checks."""

    name: PartName
    definition: Definition
    checks: Mapping[CheckName, Points]
    needs: tuple[PartName, ...] = ()
    arguments: str | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot as it stands there: of the values those that its kind takes are named."""

    name: Name
    kind: Kind
    check: CheckName
    curves: list[Name] | None = None
    data: Pair | None = None
    line: Pair | None = None
    surface: Name | None = None
    axes: Pair | None = None
    steps: list[Step] | None = None
    matrix: Name | None = None
    regions: Name | None = None
    classes: Name | None = None
    image: Name | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Return the values that are named."""
        names = {name for takes, _ in KINDS.values() for name in takes}
        given = {item.name: getattr(self, item.name) for item in dataclasses.fields(self) if item.name in names}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Settings:
    """All that may stand in `exercise.toml`."""

    format_version: Version
    slug: Slug
    parts: tuple[Part, ...]
    limits: Limits = field(default_factory=Limits)
    modules: Modules = field(default_factory=Modules)
    epochs: Mapping[str, int] = field(default_factory=dict)
    plots: tuple[Plot, ...] = ()
    traps: tuple[Trap, ...] = ()
    unmissed: Mapping[CheckName, Name] = field(default_factory=dict)
    files: tuple[Shipped, ...] = ()
    logical_devices: Devices = Devices(1)

    @property
    def points(self) -> dict[CheckName, float]:
        """Return the points of every check, in the order of the report."""
        return {name: float(points) for part in self.parts for name, points in part.checks.items()}


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """All that may stand in `course.toml`."""

    format_version: Version
    name: CourseName
    title: Name
    languages: tuple[Language, ...]
    exercises: tuple[Slug, ...]


class Misfit(Exception):
    """Something stands where something else belongs."""

    def __init__(self, found: object, takes: str) -> None:
        super().__init__(f"is {reprlib.repr(found)}, but must be {takes}")


def _number(value: object, least: float, most: float) -> bool:
    """Whether it is a number in these bounds; the numbers of TOML include infinities and what is no number."""
    return type(value) in (int, float) and least <= value <= most  # type: ignore[operator]


def _named(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _identifier(value: object) -> bool:
    return isinstance(value, str) and value.isidentifier() and not keyword.iskeyword(value)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME and pattern.fullmatch(value) is not None


def _pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == len(("across", "up")) and all(map(_named, value))


TAKES: Mapping[Any, tuple[Callable[[Any], bool], str]] = {
    str: (lambda value: isinstance(value, str), "a string"),
    int: (lambda value: type(value) is int, "a whole number"),
    Points: (lambda value: _number(value, 0, MOST_POINTS), f"a number from 0 to {MOST_POINTS}"),
    Seconds: (lambda value: _number(value, 1e-3, LONGEST_S), f"a number of seconds, from 0.001 to {LONGEST_S}"),
    Count: (lambda value: type(value) is int and 1 <= value <= MOST, f"a whole number from 1 to {MOST}"),
    Devices: (
        lambda value: type(value) is int and 1 <= value <= MOST_DEVICES,
        f"a whole number from 1 to {MOST_DEVICES}",
    ),
    Name: (_named, "a string that isn't empty"),
    Definition: (_identifier, "a name that is valid in Python"),
    Module: (_identifier, "the name of a module, without dots"),
    Kind: (lambda value: isinstance(value, str) and value in KINDS, f"one of {', '.join(KINDS)}"),
    Mark: (lambda value: value in ("passed", *Cause), "'passed', or the cause for which a check didn't pass"),
    Pair: (_pair, "a list with the names of two values"),
    Shipped: (is_name, "the name of a file such as 'data.csv', without a folder, and no script, notebook or README.md"),
    Version: (lambda value: type(value) is int and value == 1, "1, which is all that this gradetape reads"),
    CourseName: (partial(_matches, re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")), "a name such as 'training-loops'"),
    Language: (partial(_matches, re.compile("[a-z]{2,3}")), "the code of a language, such as 'en'"),
}
# What the model keeps as a plain number or text, and an author can't choose freely.
NARROWER: Mapping[type, Mapping[str, Any]] = {
    Limits: {item.name: Seconds if item.name.endswith("_s") else Count for item in dataclasses.fields(Limits)},
    Modules: {item.name: tuple[Module, ...] for item in dataclasses.fields(Modules)},
    Texts: {"title": Name, "checks": Mapping[str, CheckTexts], "plots": Mapping[str, PlotTexts]},
}
# The tables of texts that may be left out.
NO_TEXTS: Mapping[str, Any] = {name: {} for name in ("parts", "checks", "values", "traps", "misconceptions")}


def _converter() -> cattrs.Converter:
    made = cattrs.Converter(forbid_extra_keys=True)
    for kind, (fits, takes) in TAKES.items():
        made.register_structure_hook(kind, _only(fits, takes))

    @made.register_structure_hook_factory(_is_a(list, tuple))
    def _list(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
        make = list_structure_factory if typing.get_origin(kind) is list else homogenous_tuple_structure_factory
        return _first(list, "a list", make(kind, converter))

    @made.register_structure_hook_factory(_is_a(dict, Mapping))
    def _table(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
        return _first(dict, "a table", mapping_structure_factory(kind, converter))

    @made.register_structure_hook_factory(dataclasses.is_dataclass)
    def _fields(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
        narrower: Mapping[str, Any] = {
            name: override(struct_hook=converter.get_structure_hook(inner))
            for name, inner in NARROWER.get(kind, {}).items()
        }
        return _first(dict, "a table", make_dict_structure_fn(kind, converter, **narrower))

    @made.register_structure_hook_factory(typing.is_typeddict)
    def _keys(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
        return _first(dict, "a table", make_typed_dict_structure_fn(kind, converter))

    return made


def _is_a(*origins: Any) -> Callable[[Any], bool]:
    """Return a test whether a type is one of these, of anything."""
    return lambda kind: typing.get_origin(kind) in origins


def _only(fits: Callable[[Any], bool], takes: str) -> Callable[[Any, Any], Any]:
    """Return a hook that lets through what fits, as it is."""

    def hook(value: Any, _kind: Any) -> Any:
        if not fits(value):
            raise Misfit(value, takes)
        return value

    return hook


def _first(kind: type, takes: str, then: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a hook for what is a table or a list at all."""

    def hook(value: Any, wanted: Any) -> Any:
        if not isinstance(value, kind):
            raise Misfit(value, takes)
        return then(value, wanted)

    return hook


CONVERTER = _converter()


def fitted(data: object, kind: type[T], file: str, keys: Keys = ()) -> tuple[T | None, list[Fault]]:
    """Return what a file holds as a value of its type and no fault; or None, and every fault with its place in the file."""
    try:
        return CONVERTER.structure(data, kind), []
    except (cattrs.BaseValidationError, Misfit) as error:
        return None, [Fault(file, f"{_said(at)} {what}", keys=at) for at, what in _faults(error, keys)]


def _faults(error: Exception, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Yield where something is wrong and what, from the outside to the inside."""
    if isinstance(error, (cattrs.ClassValidationError, cattrs.IterableValidationError)):
        inside, here = error.group_exceptions()
        for inner, note in inside:
            step = note.name if isinstance(note, cattrs.AttributeValidationNote) else note.index
            yield from _faults(inner, (*keys, step))
        for inner in here:
            yield from _faults(inner, keys)
    elif isinstance(error, cattrs.ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            yield (*keys, name), f"is unknown{_instead(name, error.cl.__annotations__)}"
    elif isinstance(error, KeyError):
        yield keys, "is missing"
    elif isinstance(error, Misfit):
        yield keys, str(error)
    else:
        raise error


def _said(keys: Keys) -> str:
    """Return the way to a value as authors would write it, `parts[0].checks.adds`."""
    steps = (f"[{key}]" if isinstance(key, int) else f".{_key(key)}" for key in keys)
    return "".join(steps).removeprefix(".") or "the whole file"


def _key(name: str) -> str:
    return name if name.replace("-", "_").isidentifier() else repr(name)


def _instead(name: str, known: Mapping[str, Any]) -> str:
    like = nearest(name, known)
    return f"; did you mean {like}?" if like else f"; choose from: {', '.join(known)}"
