"""Files of data, TOML and JSON, become values of their types, or faults with their places."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from grader.exercise.fault import Fault
from grader.exercise.written import fitted

T = TypeVar("T")
Read = tuple[T | None, list[Fault]]
"""What was read, if it could be, and what is wrong with it."""

# How tomllib ends its sentences.
AT = re.compile(r" \(at (?:line (\d+), (column \d+)|end of document)\)$")


def parsed(file: str, parse: Callable[[str], Any], kind: type[T], text: str) -> Read[T]:
    """Read a file of data as a value of its type."""
    data, faults = loaded(file, parse, text)
    return (None, faults) if faults else fitted(data, kind, file)


def loaded(file: str, parse: Callable[[str], Any], text: str) -> Read[Any]:
    """Read a file of data, whatever is in it."""
    try:
        return parse(text), []
    except (ValueError, RecursionError) as error:
        return None, [_unreadable(file, text, error)]


def _unreadable(file: str, text: str, error: Exception) -> Fault:
    """Describe in the words of tomllib, or of json, why a file can't be read, and in which line."""
    if isinstance(error, json.JSONDecodeError):
        return Fault(file, f"{error.msg} (column {error.colno})", error.lineno)
    at = AT.search(str(error))
    if at is None:
        return Fault(file, str(error))
    said = AT.sub("", str(error))
    if at[1] is None:
        return Fault(file, f"{said} (at the end)", max(1, len(text.splitlines())))
    return Fault(file, f"{said} ({at[2]})", int(at[1]))
