"""Frames to messages: the only decoder of bytes that a student's process could have written.

Nothing in a frame can name a type outside the tables here, so decoding builds plain values and arrays of numbers and runs
no one's code. Whatever doesn't fit raises Refused.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.model import (
    Cause,
    Definition,
    Isolation,
    NotPython,
    Observation,
    Promise,
    Raised,
    Sketch,
    Span,
    Stands,
    Value,
    Values,
)
from grader.sandbox.protocol.frames import (
    ARGUMENTS,
    ARRAY_BYTES,
    DIMENSIONS,
    DTYPES,
    EMPTY_ROWS,
    HEADER_BYTES,
    LENGTHS,
    LONGEST_SUBMISSION,
    LOST_NAMES,
    NAME,
    NAME_CHARS,
    NAMES,
    TEXT_CHARS,
    TOTAL_BYTES,
    VALUE_NAME,
    Answer,
    Hello,
    Loaded,
    Message,
    Read,
    Refused,
    Running,
)


class Decoder:
    """Turns the bytes of one child, as they come, into messages; holds at most one frame."""

    def __init__(self) -> None:
        self._waiting = b""
        self._total = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take more bytes and give every message that is whole now; raises Refused at the first that isn't one."""
        self._total += len(data)
        if self._total > TOTAL_BYTES:
            raise Refused(f"more than {TOTAL_BYTES >> 20} MB of evidence")
        self._waiting += data
        while len(self._waiting) >= LENGTHS.size:
            header, arrays = LENGTHS.unpack_from(self._waiting)
            if header > HEADER_BYTES or arrays > ARRAY_BYTES:
                raise Refused("a frame announces more than a frame may hold")
            end = LENGTHS.size + header + arrays
            if len(self._waiting) < end:
                return
            whole, self._waiting = self._waiting[LENGTHS.size : end], self._waiting[end:]
            yield decode(whole[:header], whole[header:])


def observation_in(text: str) -> Observation:
    """Return the observation of which `text_of` made a text; raises Refused if it is none."""
    message = next(Decoder().feed(base64.b64decode(text)), None)
    if not isinstance(message, Answer):
        raise Refused("a text holds no observation")
    return message.observation


def decode(header: bytes, arrays: bytes) -> Message:
    """Turn a frame's header and arrays into a message; raises Refused for whatever is not exactly one."""
    try:
        fields = json.loads(header.decode("utf-8"), parse_constant=_no_constant)
        if not isinstance(fields, dict):
            raise Refused("a header is not an object")
        if arrays and fields["kind"] != "answer":
            raise Refused("a message other than an answer has arrays")
        return _READERS[fields["kind"]](fields, arrays)
    # RecursionError: deep nesting; ValueError: not JSON, not UTF-8, a number of too many digits; KeyError, TypeError,
    # AttributeError, OverflowError: a field missing or of another type than _READERS takes for granted.
    except (
        RecursionError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:
        raise Refused(f"a frame can't be read: {type(error).__name__}") from None


def _no_constant(name: str) -> float:
    raise Refused(f"{name} in a header")


def _hello(fields: dict[str, Any], _arrays: bytes) -> Hello:
    versions = {_text(k): _text(v) for k, v in _few(fields["versions"].items())}
    return Hello(
        Isolation(
            tuple(Promise(i) for i in _few(_list(fields["in_force"]))),
            tuple(Promise(i) for i in _few(_list(fields["missing"]))),
        ),
        versions,
    )


def _read(fields: dict[str, Any], _arrays: bytes) -> Read:
    graph = fields["graph"]
    return Read(None if graph is None else {_name(name): _definition(one) for name, one in _few(graph.items())})


def _definition(value: object) -> Definition:
    digest, uses = _list(value)
    return Definition(_text(digest), tuple(map(_name, _at_most(LOST_NAMES, _list(uses)))))


def _running(fields: dict[str, Any], _arrays: bytes) -> Running:
    return Running(_count(fields["statement"]), _count(fields["line"]), _names(fields.get("names", [])))


def _loaded(fields: dict[str, Any], _arrays: bytes) -> Loaded:
    definitions = {}
    for name, (first, last, arguments) in _few(fields["definitions"].items()):
        definitions[_name(name)] = Span(_count(first), _count(last), _arguments(arguments))
    kinds = fields.get("kinds")
    return Loaded(
        definitions,
        tuple(_problem(item) for item in _few(_list(fields["problems"]))),
        tuple(_sketch(item) for item in _few(_list(fields.get("sketches", [])))),
        None if kinds is None else {_name(name): kind and _name(kind) for name, kind in _few(kinds.items())},
    )


def _problem(fields: dict[str, Any]) -> Raised | NotPython:
    if "error" not in fields:
        return _trouble(fields)
    line = fields["line"]
    message = _text(fields["message"])
    return NotPython(_text(fields["error"]), message, None if line is None else _count(line), _names(fields["lost"]))


def _sketch(fields: dict[str, Any]) -> Sketch:
    stands = fields["stands"]
    return Sketch(
        _name(fields["name"]),
        _count(fields["line"]),
        is_class=_flag(fields["is_class"]),
        stands=None if stands is None else Stands(stands),
        inside=_name(fields["inside"]) if fields["inside"] else "",
        arguments=_identifiers(fields["arguments"]),
        bases=_identifiers(fields["bases"]),
        stub=_flag(fields["stub"]),
        returns=_flag(fields["returns"]),
    )


def _identifiers(value: object) -> tuple[str, ...]:
    return tuple(map(_name, _at_most(LOST_NAMES, _list(value))))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("a truth value is something else")
    return value


def _arguments(value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or not ARGUMENTS.fullmatch(value)):
        raise Refused("arguments are none")
    return value


def _answer(fields: dict[str, Any], arrays: bytes) -> Answer:
    cause, trouble = fields["cause"], fields["trouble"]
    return Answer(
        Observation(
            values=_values(fields["values"], arrays),
            cause=None if cause is None else Cause(cause),
            trouble=None if trouble is None else _trouble(trouble),
            looked_up=_names(fields.get("looked_up", [])),
        )
    )


_READERS: Mapping[str, Callable[[dict[str, Any], bytes], Message]] = {
    "hello": _hello,
    "read": _read,
    "running": _running,
    "loaded": _loaded,
    "answer": _answer,
}


def _values(shapes: dict[str, Any], arrays: bytes) -> Values:
    values: dict[str, Value] = {}
    start = 0
    for name, shape in _few(shapes.items()):
        if "plain" in shape:
            values[_name(name, VALUE_NAME)] = _plain(shape["plain"])
            continue
        dimensions = [_count(n) for n in _list(shape["shape"])]
        if len(dimensions) > DIMENSIONS:
            raise Refused("an array has too many dimensions")
        if 0 in dimensions and math.prod(length or 1 for length in dimensions) > EMPTY_ROWS:
            raise Refused("an array without numbers has too many rows")
        end = start + math.prod(dimensions) * DTYPES[shape["dtype"]]
        if end > len(arrays):
            raise Refused("an array is longer than its frame")
        # `bool` is read as bytes: numpy takes any byte for a truth value, and 2 == 2 is not what was meant.
        kind = np.dtype("uint8" if shape["dtype"] == "bool" else shape["dtype"]).newbyteorder("<")
        flat = np.frombuffer(arrays[start:end], kind)
        values[_name(name, VALUE_NAME)] = (flat != 0 if shape["dtype"] == "bool" else flat).reshape(dimensions)
        start = end
    if start != len(arrays):
        raise Refused("a frame has bytes that belong to no array")
    return values


def _plain(value: object) -> Value:
    return value if value is None or isinstance(value, bool) else _text(value)


def _trouble(fields: dict[str, Any]) -> Raised:
    # What isn't known isn't sent; nor is it in a kit that an older gradetape made.
    known = {name: read(fields[name]) for name, read in KNOWN.items() if fields.get(name) is not None}
    line = fields["line"]
    line = None if line is None else _count(line)
    return Raised(_text(fields["type"]), _text(fields["message"]), line, **known)


def _names(value: object) -> tuple[str, ...]:
    """Return names, which may be of any alphabet: Python's identifiers are."""
    return tuple(map(_text, _at_most(LOST_NAMES, _list(value))))


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("a list is something else")
    return value


def _few(items: Any) -> list[Any]:
    return _at_most(NAMES, list(items))


def _at_most(most: int, listed: list[Any]) -> list[Any]:
    if len(listed) > most:
        raise Refused(f"more than {most} items")
    return listed


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LONGEST_SUBMISSION:
        raise Refused("a count is out of range")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > TEXT_CHARS:
        raise Refused("a text is missing or too long")
    # A lone surrogate can't be written to any stream; JSON may carry one.
    return value.encode("utf-8", "replace").decode()


def _name(value: object, form: re.Pattern[str] = NAME) -> str:
    if not isinstance(value, str) or len(value) > NAME_CHARS or not form.fullmatch(value):
        raise Refused("a name is of another form")
    return value


KNOWN: Mapping[str, Callable[[object], Any]] = {"module": _text, "file": _text, "lost": _names, "asked_at": _count}
