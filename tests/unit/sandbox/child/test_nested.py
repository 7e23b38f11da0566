"""Lists and dicts that a probe gives arrive entry by entry, are put together again, and are bounded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Cause, Nested, Observation, nested, value_of
from grader.sandbox.child import main
from grader.sandbox.protocol import decoder, frames

KERNEL, BIAS = np.ones((2, 3), np.float32), np.zeros(3, np.float32)
NUMBERS = st.floats(allow_nan=False, width=32).map(lambda number: np.array(number, np.float32))
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
# Strings keep a list from becoming one array; a list or dict without entries has no name of its own.
TREES = st.recursive(
    NUMBERS | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda entries: [*entries, "last"])
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def arrived(given: dict[str, Any]) -> Observation:
    """Send what a probe gave through a frame, as a child does."""
    [message] = decoder.Decoder().feed(main.answer(lambda: given, "s.py"))
    assert isinstance(message, frames.Answer)
    return message.observation


def plain(value: Nested) -> Any:
    """Give a nested value as Python compares it."""
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=3))
@settings(deadline=None)
def test_what_was_taken_apart_is_put_together(tree: dict[str, Any]) -> None:
    """Every list and dict with entries is the same once it has crossed, and each of its entries can be asked for."""
    seen = arrived(tree)
    assert seen.cause is None
    assert plain(nested(seen.values)) == plain(tree)
    for name, value in seen.values.items():
        assert plain(value_of(seen.values, name)) == plain(value)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ([KERNEL, BIAS], ["v[0]", "v[1]"]),
        ((KERNEL, BIAS), ["v[0]", "v[1]"]),
        ({"loss": 0.5, "by_class": [KERNEL, BIAS]}, ["v.loss", "v.by_class[0]", "v.by_class[1]"]),
        ([None, KERNEL], ["v[0]", "v[1]"]),
        ([("Gentoo", 0.5), ("Adélie", 0.25)], ["v[0][0]", "v[0][1]", "v[1][0]", "v[1][1]"]),
        ([np.ones((1, 2, 3, 4)), np.ones((1, 2, 3, 4))], ["v[0]", "v[1]"]),
        ([[1.0, 2.0], [3.0]], ["v[0]", "v[1]"]),
        # One array each, as ever.
        ([KERNEL, KERNEL], ["v"]),
        ([[1, 2], [3, 4]], ["v"]),
        ([], ["v"]),
        ([True, False], ["v"]),
        ({}, []),
    ],
)
def test_what_is_one_array_stays_one(value: Any, names: list[str]) -> None:
    """A list of numbers, or of arrays of one shape, is an array; of everything else each entry has its name."""
    assert list(arrived({"v": value}).values) == names


def test_numbers_of_a_table_are_one_array() -> None:
    """Nested lists of whole and other numbers are what numpy makes of them."""
    seen = arrived({"v": [[1, 2.5], (3, 4)]}).values["v"]
    assert np.array_equal(np.asarray(seen), [[1.0, 2.5], [3.0, 4.0]])


class Sly(list):  # type: ignore[type-arg]
    """A list that tells of other entries than it has."""

    def __iter__(self) -> Any:
        return iter([KERNEL, BIAS])


class Disguised:
    """An object that calls itself a dict."""

    __class__ = dict  # type: ignore[assignment]

    def items(self) -> Any:
        """Give what it doesn't have."""
        return {"loss": 0.0}.items()


def test_what_calls_itself_a_list_is_none() -> None:
    """Entries are taken from Python's own lists, tuples and dicts alone: another class is a number or nothing."""
    for value in (Sly([1.0, 2.0]), Disguised(), {1.0, 2.0}, iter([1.0])):
        seen = arrived({"v": value})
        assert (seen.values, seen.cause) == ({}, Cause.RAISED)


@pytest.mark.parametrize("key", [0, "", "a b", "a.b", "a[0]", "ä", "a" * 81, b"a"])
def test_a_key_is_a_name(key: Any) -> None:
    """No key can pass for the name of an entry, or for none."""
    for values in ({"v": {key: 1.0}}, {key: 1.0}):
        seen = arrived(values)
        assert (seen.values, seen.cause) == ({}, Cause.RAISED)


def _cyclic() -> list[Any]:
    entries: list[Any] = []
    entries.extend([entries] * 50)
    return entries


def _deep() -> Any:
    value: Any = "bottom"
    for _ in range(5000):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        _cyclic(),
        _deep(),
        {f"a{number}": number for number in range(65)},
        ["a"] * 65,
        [{}] * 20_000,
        {"a" * 40: {"b" * 40: 1.0}},
        [np.ones(300_000), np.ones(300_001)],
    ],
    ids=["cyclic", "deep", "wide", "long", "empty", "long names", "large"],
)
def test_there_is_an_end_to_nesting(value: Any) -> None:
    """What is nested without end, or has too many entries, is refused with a word on why, and costs no time."""
    seen = arrived({"v": value})
    assert (seen.values, seen.cause) == ({}, Cause.REFUSED)
    assert seen.trouble is not None


@pytest.mark.parametrize("name", ["v[0]", "v[12].loss", "v.a.b[0][1]", "a" * 80])
def test_a_name_of_an_entry_crosses(name: str) -> None:
    """The trusted side takes the names that flattening makes."""
    frame = frames.answer_frame(Observation({name: True}))
    [message] = decoder.Decoder().feed(frame)
    assert message == frames.Answer(Observation({name: True}))


@pytest.mark.parametrize("name", ["", "[0]", ".a", "v[", "v[-1]", "v[a]", "v..a", "v[0]a", "v[0]\n", "v." + "a" * 80])
def test_another_name_is_refused(name: str) -> None:
    """A name that flattening never makes is taken by neither end."""
    with pytest.raises(frames.Refused):
        frames.answer_frame(Observation({name: True}))
    header = {"kind": "answer", "values": {name: {"plain": True}}, "cause": None, "trouble": None}
    with pytest.raises(frames.Refused):
        list(decoder.Decoder().feed(frames.frame(header)))


@given(st.dictionaries(st.from_regex(frames.VALUE_NAME, fullmatch=True), st.booleans(), max_size=6))
@settings(deadline=None)
def test_forged_names_are_put_together_somehow(values: dict[str, bool]) -> None:
    """Names that no probe gives together, as an entry of what has none, cost nobody but their sender."""
    whole = nested(values)
    assert len(whole) <= len(values)
