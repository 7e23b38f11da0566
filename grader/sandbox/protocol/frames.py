"""Messages to frames: what a child sends, and the limits that both ends know.

A frame is two big-endian 32-bit lengths, a JSON header, and the bytes of its arrays end to end. A forged frame is worth
what an honest one with the same numbers is worth: no frame carries a verdict.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from grader.model import Definition, Isolation, NotPython, Observation, Raised, Sketch, Span

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
# Of a value: an entry of a list or dict has the names of both, as `weights[0]` or `metrics.loss`.
VALUE_NAME = re.compile(r"\w+(\[\d+\]|\.\w+)*", re.ASCII)
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
class Read:
    """The submission is parsed, and none of it has run: what each top-level name is made of, if that can be told."""

    graph: Mapping[str, Definition] | None


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
Message = Hello | Read | Running | Loaded | Answer


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


def read_frame(graph: Mapping[str, Definition] | None) -> bytes:
    """Encode a Read."""
    known = None if graph is None else {name: [one.digest, list(one.uses)] for name, one in graph.items()}
    return frame({"kind": "read", "graph": known})


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
    if len(observation.values) > NAMES:
        raise Refused(f"it consists of more than {NAMES} values")
    shapes: dict[str, Any] = {}
    arrays = []
    for name, value in observation.values.items():
        if len(name) > NAME_CHARS or not VALUE_NAME.fullmatch(name):
            raise Refused(f"{name[:NAME_CHARS]} is no name of a value, or longer than {NAME_CHARS} characters")
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
        "looked_up": _short(observation.looked_up),
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
        "asked_at": trouble.asked_at,
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
    """Return the first sketches, with LOST_NAMES names of arguments and bases in all of them together."""
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


def _from_span(span: Span) -> list[Any]:
    """Return a span's lines and arguments; of arguments that are too long, or of another alphabet, nothing is said."""
    told = span.arguments is not None and ARGUMENTS.fullmatch(span.arguments)
    return [span.first, span.last, span.arguments if told else None]
