"""Orders arrive at a child as they were given, and a line that is none is refused, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import CheckName, Limits
from grader.sandbox.protocol.orders import (
    Ask,
    Confinement,
    Lent,
    Load,
    NoOrder,
    Order,
    from_line,
    from_note,
    to_line,
    to_note,
)

# Any text that Python can hold, halves of surrogate pairs and line breaks included.
TEXTS = st.text(st.characters(), max_size=30)
FEW = st.lists(TEXTS, max_size=3).map(tuple)
NUMBERS = st.integers(-(2**63), 2**63)
BY_NAME = st.dictionaries(TEXTS, TEXTS, max_size=3)
LOADS = st.builds(
    Load,
    TEXTS,
    TEXTS,
    FEW,
    NUMBERS,
    st.lists(NUMBERS, max_size=3).map(tuple),
    st.builds(Lent, FEW, TEXTS),
    FEW,
    FEW,
    BY_NAME,
    BY_NAME,
    NUMBERS,
)
ASKS = st.builds(Ask, TEXTS.map(CheckName), NUMBERS, st.none() | st.tuples(TEXTS, TEXTS), st.none() | TEXTS)
SECONDS = st.floats(0.1, 1e6)
COUNTS = st.integers(1, 2**40)
LIMITS = st.builds(Limits, SECONDS, SECONDS, *[COUNTS] * 5)
PATHS = st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1, max_size=30)
CONFINEMENTS = st.builds(Confinement, PATHS.map(lambda name: Path("/", name)), LIMITS, FEW)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(LOADS | ASKS)
def test_an_order_arrives_as_it_was_given(order: Order) -> None:
    """It is one line, whatever its texts hold, and means the same at the other end."""
    line = to_line(order)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert from_line(line) == order


@given(CONFINEMENTS)
def test_a_note_arrives_as_it_was_given(confinement: Confinement) -> None:
    """What a process is told before it becomes a child is what was meant, whole seconds or not."""
    assert from_note(to_note(confinement)) == confinement


@pytest.mark.parametrize("read", [from_line, from_note])
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(read: Callable[[bytes], object], line: bytes) -> None:
    """Whatever isn't an order is refused as that; none of these bytes can be one by chance."""
    with pytest.raises(NoOrder):
        read(line)


@given(st.data(), LOADS | ASKS, JSON)
def test_a_damaged_order_is_refused(data: st.DataObject, order: Order, value: Any) -> None:
    """With a field of another kind, or without one that it needs, an order is refused, or is an order all the same."""
    fields = {"order": type(order).__name__, **asdict(order)}
    name = data.draw(st.sampled_from(sorted(fields)))
    for damaged in ({**fields, name: value}, {key: kept for key, kept in fields.items() if key != name}):
        try:
            read = from_line(json.dumps(damaged).encode())
        except NoOrder:
            continue
        assert from_line(to_line(read)) == read


@given(st.data(), CONFINEMENTS, JSON)
def test_a_damaged_note_is_refused(data: st.DataObject, confinement: Confinement, value: Any) -> None:
    """No child runs with a limit that isn't a number, or without one."""
    fields = {**asdict(confinement), "folder": str(confinement.folder)}
    name = data.draw(st.sampled_from(sorted(fields["limits"])))
    for limits in ({**fields["limits"], name: value}, {k: v for k, v in fields["limits"].items() if k != name}):
        try:
            read = from_note(json.dumps({**fields, "limits": limits}).encode())
        except NoOrder:
            continue
        assert isinstance(getattr(read.limits, name), type(getattr(Limits(), name)))


def test_deep_nesting_is_refused() -> None:
    """Python's own reader gives up there, and that is no crash."""
    with pytest.raises(NoOrder, match="RecursionError"):
        from_line(b"[" * 100_000)
