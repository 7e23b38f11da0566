"""The line of each key: found in whatever way TOML and JSON let an author write it."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.exercise.fault import Fault, Keys
from grader.exercise.lines import line_of, lines_of, placed
from grader.model import Exercise

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAMES = st.sampled_from(["a", "b-c", "1", "x.y", "two words", "[z]", "=", "#", "ключ", "it's", 'say "so"', "", "\\"])
DATA = st.dictionaries(
    NAMES,
    st.recursive(
        st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)
# What is no key, however much it looks like one.
DECOY = "\n[a]\nb-c = 1\n# '"


class Written:
    """Writes data as TOML in one of the many ways, and each value that holds no others with a mark on its line."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.marks = chance, 0

    def key(self, name: str) -> str:
        """Write a name bare, or quoted in one of the ways."""
        ways = [json.dumps(name), json.dumps(name, ensure_ascii=False)]
        ways += [f"'{name}'"] if "'" not in name else []
        return name if name in ("a", "b-c", "1") and self.chance.random() < 0.5 else self.chance.choice(ways)

    def blank(self) -> str:
        """Write what stands between the entries of a list."""
        return self.chance.choice(["", "", " ", "\n", "# no = [\n", "\n\t# '''\n"])

    def value(self, data: Any) -> str:
        """Write a value in one line, or in several where TOML allows it."""
        if isinstance(data, list):
            return "[" + "".join(f"{self.blank()}{self.value(one)}{self.blank()}," for one in data) + "]"
        if isinstance(data, dict):
            return "{" + ", ".join(f"{self.key(name)} = {self.value(one)}" for name, one in data.items()) + "}"
        self.marks += 1
        mark = f"mark{self.marks}."
        return self.chance.choice(
            [
                f'"{mark}"',
                f"'{mark}'",
                f'"""{mark}{DECOY}"""',
                f"'''{mark}\n[a]\n\"\"\"'''",
                f'"""{mark}\\""""',
                f'"\\"{mark}"',
            ]
        )

    def table(self, data: dict[str, Any], header: tuple[str, ...] = ()) -> str:
        """Write what is no table first, and for each table a part of its own, or one line."""
        below, text = [], ""
        for name, value in data.items():
            inner = value if isinstance(value, list) and value else [value]
            if all(isinstance(one, dict) for one in inner) and self.chance.random() < 0.7:
                below.append((name, value))
            elif isinstance(value, dict) and value and self.chance.random() < 0.5:
                text += "".join(f"{self.key(name)} . {self.key(n)} = {self.value(v)}\n" for n, v in value.items())
            else:
                text += f"{self.key(name)} = {self.value(value)} # =\n{self.blank()}\n"
        for name, value in below:
            path = (*header, self.key(name))
            for one in value if isinstance(value, list) else [value]:
                left, right = ("[[", "]]") if isinstance(value, list) else ("[", "]")
                text += f"{left} {'.'.join(path)} {right}\n" + self.table(one, path)
        return text


def leaves(data: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    if isinstance(data, str):
        yield keys, data
    for step, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from leaves(inner, (*keys, step))


def ways(data: Any, keys: Keys = ()) -> Iterator[Keys]:
    for step, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield (*keys, step)
        yield from ways(inner, (*keys, step))


def lies_where_it_is_found(file: str, text: str, data: Any) -> None:
    found, lines = lines_of(file, text), text.split("\n")
    assert set(found) == set(ways(data))
    for keys, leaf in leaves(data):
        mark = leaf[leaf.index("mark") : leaf.index(".") + 1]
        assert mark in lines[found[keys] - 1]


@given(DATA, st.integers(0, 2**32))
def test_in_whatever_toml(data: dict[str, Any], seed: int) -> None:
    """Every key, table and entry has its line, and the line of what holds no others is the one where that stands."""
    text = Written(random.Random(seed)).table(data)
    lies_where_it_is_found("exercise.toml", text, tomllib.loads(text))


@given(DATA, st.integers(0, 3), st.integers(0, 2**32))
def test_in_whatever_json(data: dict[str, Any], indent: int, seed: int) -> None:
    """JSON is read by the same walk."""
    marked = tomllib.loads(Written(random.Random(seed)).table(data))
    lies_where_it_is_found("matrix.json", "\n" + json.dumps(marked, indent=indent or None), marked)


def test_what_is_missing_is_told_at_what_it_belongs_in() -> None:
    """The nearest table that is there has the line; what belongs to the file as a whole has none."""
    lines = lines_of("exercise.toml", "slug = 'x'\n\n[[parts]]\nname = 'a'\n\n[[parts]]\nchecks = {\n}\n")
    assert [line_of(lines, keys) for keys in (("slug",), ("parts", 0, "checks"), ("parts", 1, "checks", "x"))] == [
        1,
        3,
        7,
    ]
    assert line_of(lines, ("parts", 2)) == 3
    assert line_of(lines, ("limits", "run_s")) is None


def test_faults_are_placed_where_that_is_not_known_yet() -> None:
    """A fault with a line keeps it; one of a file that isn't there, or of a whole file, has none."""
    faults = [
        Fault("a.toml", "x", keys=("x",)),
        Fault("a.toml", "x", 9, ("x",)),
        Fault("b.toml", "x", keys=("x",)),
        Fault("a.toml", "x"),
    ]
    assert [fault.line for fault in placed(faults, {"a.toml": "\nx = 1"})] == [2, 9, None, None]


def test_as_deep_as_a_reader_goes() -> None:
    """What tomllib can read is not too deep for the walk, and takes no longer than it is long."""
    text = "x = " + "[" * 200 + "]" * 200
    assert max(map(len, lines_of("x.toml", text))) == 200


@pytest.mark.parametrize("file", ["exercise.toml", "texts.en.toml", "texts.uk.toml", "matrix.json"])
def test_in_the_files_that_come_with_gradetape(exercise: Exercise, file: str) -> None:
    """Every key of a long file is found."""
    text = exercise.reference.files[file]
    data = json.loads(text) if file.endswith(".json") else tomllib.loads(text)
    assert set(lines_of(file, text)) == set(ways(data))
