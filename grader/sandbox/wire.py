"""Evidence to bytes and back: the only decoder of bytes that a student's process could have written.

A frame is two big-endian 32-bit lengths, a JSON header, and the bytes of its arrays end to end. Nothing in it can name
a type outside the tables below, so decoding builds plain values and arrays of numbers and runs no one's code. Whatever
doesn't fit raises Refused. A forged frame is worth what an honest one with the same numbers is worth: no frame carries
a verdict.
"""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from grader.model import Cause, Isolation, NotPython, Observation, Raised, Sketch, Span, Stands, Value, Values
from grader.numbers import np

LENGTHS = struct.Struct(">II")
HEADER_BYTES = 640 * 1024
ARRAY_BYTES = 4 * 1024 * 1024
TOTAL_BYTES = 32 * 1024 * 1024
TEXT_CHARS = 2000
NAMES = 64
# Of all statements that failed while a submission was loaded.
LOST_NAMES = 128
NAME_CHARS = 80
# Of each problem's message: JSON writes a letter beyond the first plane as twelve bytes, and all fit in one header.
PROBLEM_CHARS = 200
NAME = re.compile(r"\w{1,80}", re.ASCII)
# As a definition is written, in one line of a report.
ARGUMENTS = re.compile(r"[\w*=., ]{0,160}", re.ASCII)
DTYPES = {"float32": 4, "float64": 8, "int32": 4, "int64": 8, "bool": 1}
DIMENSIONS = 4
LONGEST_SUBMISSION = 10_000_000
"""No count can be larger: a submission has fewer characters."""
EMPTY_ROWS = 4096
"""An array without a number in it has no more rows and columns than this: they take place only once they are read."""


class Refused(Exception):
    """What a student's process sent is not evidence; says what was wrong with it."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The child is confined and ready: sent before any student code is there."""

    isolation: Isolation
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Running:
    """The top-level statement with this number (from 0) is about to run, and to define these names."""

    statement: int
    line: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every statement has run: what is defined where, what raised or is no Python, and what the names wanted are."""

    definitions: Mapping[str, Span]
    problems: tuple[Raised | NotPython, ...]
    sketches: tuple[Sketch, ...] = ()
    kinds: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's observation, but for what was printed and how long it took: the parent sees that itself."""

    observation: Observation


Problem = TypeVar("Problem", Raised, NotPython, Raised | NotPython)
Message = Hello | Running | Loaded | Answer


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the submission is that messages are about; a statement has at least one character."""

    lines: int
    characters: int

    @classmethod
    def of(cls, source: str) -> Extent:
        """Measure a submission's text."""
        return cls(source.count("\n") + source.count("\r") + 1, len(source))


# Encoding -----------------------------------------------------------------------------------------


def frame(header: Mapping[str, Any], arrays: bytes = b"") -> bytes:
    """Lay a header and its arrays' bytes out as one frame."""
    text = json.dumps(header).encode()
    return LENGTHS.pack(len(text), len(arrays)) + text + arrays


def hello_frame(isolation: Isolation, versions: Mapping[str, str]) -> bytes:
    """Encode a Hello."""
    return frame(
        {
            "kind": "hello",
            "in_force": isolation.in_force,
            "missing": isolation.missing,
            "versions": dict(versions),
        }
    )


def running_frame(statement: int, line: int, names: tuple[str, ...] = ()) -> bytes:
    """Encode a Running."""
    return frame({"kind": "running", "statement": statement, "line": line, "names": _short(names)})


def loaded_frame(
    definitions: Mapping[str, Span],
    problems: tuple[Raised | NotPython, ...],
    sketches: tuple[Sketch, ...] = (),
    kinds: Mapping[str, str] | None = None,
) -> bytes:
    """Encode a Loaded, of which at most NAMES items of a kind, and LOST_NAMES names that problems lost, are sent."""
    room, kept = LOST_NAMES, []
    for problem in problems[:NAMES]:
        kept.append(replace(problem, lost=problem.lost[:room]))
        room -= len(kept[-1].lost)
    spans = {name: _from_span(span) for name, span in definitions.items() if NAME.fullmatch(name)}
    known = None if kinds is None else {name: _type_name(kind) for name, kind in list(kinds.items())[:NAMES]}
    return frame(
        {
            "kind": "loaded",
            "definitions": dict(list(spans.items())[-NAMES:]),
            "problems": [_from_problem(trouble) for trouble in kept],
            "sketches": _from_sketches(sketches),
            "kinds": known,
        }
    )


def answer_frame(observation: Observation) -> bytes:
    """Encode an Answer; raises Refused if a value has no place in a frame."""
    shapes: dict[str, Any] = {}
    arrays = []
    for name, value in observation.values.items():
        if isinstance(value, np.ndarray):
            if value.dtype.name not in DTYPES or value.ndim > DIMENSIONS:
                raise Refused(f"{name} is an array of {value.dtype.name} with {value.ndim} dimensions")
            shapes[name] = {"dtype": value.dtype.name, "shape": list(value.shape)}
            arrays.append(value.astype(value.dtype.newbyteorder("<")).tobytes())
        else:
            shapes[name] = {"plain": value[:TEXT_CHARS] if isinstance(value, str) else value}
    header = {
        "kind": "answer",
        "values": shapes,
        "cause": observation.cause and observation.cause.value,
        # Only what Python said travels: how a process was ended is for the trusted side to say.
        "trouble": _from_trouble(observation.trouble) if isinstance(observation.trouble, Raised) else None,
    }
    if sum(map(len, arrays)) > ARRAY_BYTES:
        raise Refused(f"its values take more than {ARRAY_BYTES >> 20} MB")
    return frame(header, b"".join(arrays))


def text_of(observation: Observation) -> str:
    """Return an observation as a text that `observation_in` reads; what was printed isn't in it."""
    return base64.b64encode(answer_frame(observation)).decode()


def _from_trouble(trouble: Raised, most: int = TEXT_CHARS) -> dict[str, Any]:
    known = {
        "module": trouble.module and trouble.module[:NAME_CHARS],
        "file": trouble.file and trouble.file[:NAME_CHARS],
        "lost": _short(trouble.lost),
    }
    return {
        "type": trouble.type[:NAME_CHARS],
        "message": trouble.message[:most],
        "line": trouble.line,
        **{name: value for name, value in known.items() if value},
    }


def _from_problem(problem: Raised | NotPython) -> dict[str, Any]:
    if isinstance(problem, Raised):
        return _from_trouble(problem, PROBLEM_CHARS)
    return {
        "error": problem.error[:NAME_CHARS],
        "message": problem.message[:PROBLEM_CHARS],
        "line": problem.line,
        "lost": _short(problem.lost),
    }


def _from_sketches(sketches: tuple[Sketch, ...]) -> list[dict[str, Any]]:
    """Give the first sketches, with LOST_NAMES names of arguments and bases in all of them together."""
    room, sent = LOST_NAMES, []
    for sketch in [one for one in sketches if NAME.fullmatch(one.name) and NAME.fullmatch(one.inside or "_")][:NAMES]:
        names = (sketch.arguments, sketch.bases)
        arguments, bases = ([name for name in some if NAME.fullmatch(name)][:room] for some in names)
        sent.append(
            {
                "name": sketch.name,
                "line": sketch.line,
                "is_class": sketch.is_class,
                "stands": sketch.stands and sketch.stands.value,
                "inside": sketch.inside,
                "arguments": arguments,
                "bases": bases,
                "stub": sketch.stub,
                "returns": sketch.returns,
            }
        )
        room = max(0, room - len(arguments) - len(bases))
    return sent


def _type_name(kind: str) -> str:
    return kind if not kind or NAME.fullmatch(kind) else "object"


def _short(names: tuple[str, ...]) -> list[str]:
    return [name[:NAME_CHARS] for name in names[:LOST_NAMES]]


# Decoding -----------------------------------------------------------------------------------------


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


def bounded(message: Message, extent: Extent) -> Message:
    """Return a message about a submission of this extent; raises Refused if it is about more than there is.

    A trouble keeps its line only if there is such a line: what code that was compiled at runtime raises may have any.
    """
    if isinstance(message, Running) and (message.line > extent.lines or message.statement > extent.characters):
        raise Refused("a statement that the submission doesn't have")
    if isinstance(message, Loaded):
        if not all(1 <= span.first <= span.last <= extent.lines for span in message.definitions.values()):
            raise Refused("a definition in lines that the submission doesn't have")
        if any(sketch.line > extent.lines for sketch in message.sketches):
            raise Refused("a sketch of a line that the submission doesn't have")
        return replace(message, problems=tuple(_placed(trouble, extent) for trouble in message.problems))
    if isinstance(message, Answer) and isinstance(message.observation.trouble, Raised):
        trouble = _placed(message.observation.trouble, extent)
        return Answer(replace(message.observation, trouble=trouble))
    return message


def observation_in(text: str) -> Observation:
    """Return the observation of which `text_of` made a text; raises Refused if it is none."""
    message = next(Decoder().feed(base64.b64decode(text)), None)
    if not isinstance(message, Answer):
        raise Refused("a text holds no observation")
    return message.observation


def _placed(trouble: Problem, extent: Extent) -> Problem:
    return trouble if trouble.line is None or trouble.line <= extent.lines else replace(trouble, line=None)


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
            tuple(_text(i) for i in _few(_list(fields["in_force"]))),
            tuple(_text(i) for i in _few(_list(fields["missing"]))),
        ),
        versions,
    )


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
    listed = _list(value)
    if len(listed) > LOST_NAMES:
        raise Refused(f"more than {LOST_NAMES} names")
    return tuple(map(_name, listed))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("a truth value is something else")
    return value


def _from_span(span: Span) -> list[Any]:
    """Give a span's lines and arguments; of arguments that are too long, or of another alphabet, nothing is said."""
    told = span.arguments is not None and ARGUMENTS.fullmatch(span.arguments)
    return [span.first, span.last, span.arguments if told else None]


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
        )
    )


_READERS: Mapping[str, Callable[[dict[str, Any], bytes], Message]] = {
    "hello": _hello,
    "running": _running,
    "loaded": _loaded,
    "answer": _answer,
}


def _values(shapes: dict[str, Any], arrays: bytes) -> Values:
    values: dict[str, Value] = {}
    start = 0
    for name, shape in _few(shapes.items()):
        if "plain" in shape:
            values[_name(name)] = _plain(shape["plain"])
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
        values[_name(name)] = (flat != 0 if shape["dtype"] == "bool" else flat).reshape(dimensions)
        start = end
    if start != len(arrays):
        raise Refused("a frame has bytes that belong to no array")
    return values


def _plain(value: object) -> Value:
    return value if value is None or isinstance(value, bool) else _text(value)


def _trouble(fields: dict[str, Any]) -> Raised:
    # What isn't known isn't sent; nor is it in a kit that an older gradetape made.
    line, module, file = fields["line"], fields.get("module"), fields.get("file")
    return Raised(
        _text(fields["type"]),
        _text(fields["message"]),
        None if line is None else _count(line),
        None if module is None else _text(module),
        None if file is None else _text(file),
        _names(fields.get("lost", [])),
    )


def _names(value: object) -> tuple[str, ...]:
    """Give names, which may be of any alphabet: Python's identifiers are."""
    listed = _list(value)
    if len(listed) > LOST_NAMES:
        raise Refused(f"more than {LOST_NAMES} names")
    return tuple(_text(name) for name in listed)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("a list is something else")
    return value


def _few(items: Any) -> list[Any]:
    listed = list(items)
    if len(listed) > NAMES:
        raise Refused(f"more than {NAMES} items")
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


def _name(value: object) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise Refused("a name is not an identifier")
    return value
